// Package livekit is the court's media side: the media server, embedded or
// somewhere else, and everything that talks to it by URL and key. It holds no
// law. It is told what rooms should be (Rooms.Want), makes the media server
// agree, keeps making it agree, and says what it sees there.
//
// Put together:
//
//	srv, _ := livekit.Start(ctx, livekit.Config{APIKey: k, Secret: s, MediaIP: ip, UDP: udp, TCP: tcp})
//	rooms := livekit.NewRooms(livekit.Access{URL: srv.URL, APIKey: k, Secret: s}) // a clerk.Rooms
//	proxy, _ := livekit.Proxy(srv.URL)
//	mux.Handle("/rtc", rooms.Gate(proxy))
//	mux.Handle("/rtc/", rooms.Gate(proxy))
//	go rooms.Run(ctx, watcher)                                          // tells a clerk.Watcher
//	for _, p := range plans { rooms.Want(p) }                           // after every start
//	defer srv.Stop()                                                    // after ctx has ended
//
// Nothing of the media server's own types leaves this package. The same code
// serves the embedded server and an external one: the embedded server is
// "an external one at 127.0.0.1".
package livekit
