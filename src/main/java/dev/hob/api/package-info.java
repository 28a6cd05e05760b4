/**
 * What can be asked of hob: one request and one reply for each verb. Values only; front ends
 * translate to and from them, the engine answers. May depend on the model.
 */
@NullMarked
package dev.hob.api;

import org.jspecify.annotations.NullMarked;
