/**
 * What tests share: seeded randomness, child JVMs, pictures of folders, and the list of what could
 * not run here.
 */
@NullMarked
package dev.hob.testing;

import org.jspecify.annotations.NullMarked;
