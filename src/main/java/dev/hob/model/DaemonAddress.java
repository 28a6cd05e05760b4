package dev.hob.model;

import java.util.OptionalInt;

/**
 * Where the daemon of a store is, as it says itself.
 *
 * @param start the platform's start time of its process: with it the pid is nobody else's
 * @param socket the path of its socket
 * @param tcpPort on the loopback, where that was asked for
 */
public record DaemonAddress(
    long pid, String start, Machine machine, String version, String socket, OptionalInt tcpPort) {}
