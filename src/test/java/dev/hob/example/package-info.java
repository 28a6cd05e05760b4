/** Programs as users of the Java API write them. */
@NullMarked
package dev.hob.example;

import org.jspecify.annotations.NullMarked;
