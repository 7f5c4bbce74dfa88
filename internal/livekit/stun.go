package livekit

import (
	"fmt"
	"net"

	"github.com/pion/stun/v3"
)

// mirror is a STUN server: it tells a browser under which address it is seen,
// and nothing else. It is ours, so that browsers are sent to nobody else's,
// and it has a port of its own: a browser takes whatever comes from its STUN
// server's address for an answer to that question, so that at the media port
// no media would ever arrive.
type mirror struct {
	conn net.PacketConn
	port int
}

// newMirror listens at the address on the port after the media port, or on a
// free one if that is taken; on every interface if the address is not ours.
func newMirror(ip net.IP, udp int) (*mirror, error) {
	host := ""
	if ours(ip) {
		host = ip.String()
	}
	conn, err := net.ListenPacket("udp", net.JoinHostPort(host, fmt.Sprint(udp+1)))
	if err != nil {
		conn, err = net.ListenPacket("udp", net.JoinHostPort(host, "0"))
	}
	if err != nil {
		return nil, fmt.Errorf("no port for STUN: %w", err)
	}
	m := &mirror{conn: conn, port: conn.LocalAddr().(*net.UDPAddr).Port}
	go m.serve()
	return m, nil
}

func (m *mirror) stop() {
	if m != nil {
		m.conn.Close()
	}
}

// serve answers until stop. A packet that is not a question is dropped, so
// that it cannot be used to make it talk to itself or to others.
func (m *mirror) serve() {
	buf := make([]byte, 1500)
	for {
		n, from, err := m.conn.ReadFrom(buf)
		if err != nil {
			return
		}
		if answer := reflect(buf[:n], from); answer != nil {
			m.conn.WriteTo(answer, from)
		}
	}
}

// reflect is the answer to a binding request, or nil.
func reflect(packet []byte, from net.Addr) []byte {
	addr, ok := from.(*net.UDPAddr)
	if !ok || !stun.IsMessage(packet) {
		return nil
	}
	question := &stun.Message{Raw: packet}
	if question.Decode() != nil || question.Type != stun.BindingRequest {
		return nil
	}
	answer, err := stun.Build(question, stun.BindingSuccess,
		&stun.XORMappedAddress{IP: addr.IP, Port: addr.Port}, stun.Fingerprint)
	if err != nil {
		return nil
	}
	return answer.Raw
}
