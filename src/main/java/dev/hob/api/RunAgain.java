package dev.hob.api;

import dev.hob.model.EnvironmentBlock;
import java.time.Duration;
import java.util.Optional;

/**
 * Start the same command once more, in the same folder and with the same changes of environment.
 *
 * @param environment of the caller, for that of the first start was not kept
 */
public record RunAgain(
    WhichTask which, EnvironmentBlock environment, Optional<String> requestId, Duration longest) {}
