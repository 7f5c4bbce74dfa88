package livekit

// jump is how far a sequence number may run ahead and still be a gap; beyond
// it the stream has begun anew.
const jump = 500

// sequence follows the numbers of one stream of packets (RFC 3550, 5.1).
type sequence struct {
	next  uint16
	begun bool
}

// missed is by how many the count of packets that are missing changes with
// this one: up by those passed over, down by one that comes late.
func (s *sequence) missed(n uint16) int64 {
	ahead := int16(n - s.next)
	switch {
	case !s.begun || ahead > jump || ahead < -jump:
		s.next, s.begun = n+1, true
		return 0
	case ahead < 0:
		return -1
	}
	s.next = n + 1
	return int64(ahead)
}
