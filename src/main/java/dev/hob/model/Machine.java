package dev.hob.model;

/**
 * Where a process lives; its pid means something only there.
 *
 * @param boot changes with each start of the machine
 * @param pidNamespace changes with each container; empty where the platform has none
 */
public record Machine(String host, String boot, String pidNamespace) {}
