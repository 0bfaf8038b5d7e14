package io.lockstep.node.capture;

import io.lockstep.journal.op.Name;

/** One name of a file: an entry of a directory. */
record Place(Inode parent, Name name) {}
