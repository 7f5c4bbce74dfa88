// Package livekit is the court's media side: the media server, embedded or
// somewhere else, and everything that talks to it by URL and key. It holds no
// law. It is told what rooms should be (Rooms.Want), makes the media server
// agree, keeps making it agree, and says what it sees there.
//
// Nothing of the media server's own types leaves this package. The same code
// serves the embedded server and an external one: the embedded server is
// "an external one at 127.0.0.1".
package livekit
