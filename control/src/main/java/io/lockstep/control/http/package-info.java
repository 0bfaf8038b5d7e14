/** What the small HTTP servers have in common. */
package io.lockstep.control.http;
