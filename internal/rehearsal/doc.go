// Package rehearsal plays hearings in the demo: a person takes one role, and
// robots take all the others. They act by the same acts of the clerk as people
// do and are seen by the same facts; what they have not is a page. A court's
// binary has no rehearsals in it.
//
// A script brings what must be practised: one who is late, a raised hand, a line
// that breaks and comes back, a removal with an objection. Everything else the
// robots do is an answer to what the person does.
package rehearsal
