package dev.hob.cli;

import dev.hob.api.Hob;
import dev.hob.model.Result;
import java.time.InstantSource;
import java.util.function.Supplier;

/**
 * What the command line works with.
 *
 * @param hob refused where there is no daemon
 * @param version of hob
 * @param local the verbs that are about the daemon itself
 */
public record Surroundings(
    Supplier<Result<Hob>> hob, InstantSource clock, String version, LocalVerbs local) {}
