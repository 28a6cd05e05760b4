/** Tests of the command line, against a hob that replies what it is told to. */
@NullMarked
package dev.hob.cli;

import org.jspecify.annotations.NullMarked;
