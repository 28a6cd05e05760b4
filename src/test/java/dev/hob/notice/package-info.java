@NullMarked
package dev.hob.notice;

import org.jspecify.annotations.NullMarked;
