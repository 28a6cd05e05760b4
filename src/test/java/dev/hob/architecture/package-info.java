/** The walls of the house style, checked on the compiled code. */
@NullMarked
package dev.hob.architecture;

import org.jspecify.annotations.NullMarked;
