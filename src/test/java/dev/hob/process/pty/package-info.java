@NullMarked
package dev.hob.process.pty;

import org.jspecify.annotations.NullMarked;
