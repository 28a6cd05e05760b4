/** Tests of notices: what watches find, and who is told. */
@NullMarked
package dev.hob.notice;

import org.jspecify.annotations.NullMarked;
