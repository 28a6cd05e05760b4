/**
 * The tools of hob for models, over the Model Context Protocol: what is answered without the
 * daemon, the relay between a client's pipes and the daemon, and the daemon's part, which
 * translates calls of tools into verbs and their replies into words. May depend on the wire, the
 * api and the model.
 */
@NullMarked
package dev.hob.mcp;

import org.jspecify.annotations.NullMarked;
