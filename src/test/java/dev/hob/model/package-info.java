/** Tests of the model. */
@NullMarked
package dev.hob.model;

import org.jspecify.annotations.NullMarked;
