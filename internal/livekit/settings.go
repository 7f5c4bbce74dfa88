package livekit

import (
	"encoding/json"
	"fmt"
	"net"
	"strconv"
)

// warn tells the operator of what no setting prevents.
func (c Config) warn() {
	if c.TCP != 0 {
		c.Log.Warn("the media server's TCP port listens on every address of this machine; close it to others by a firewall", "port", c.TCP)
	}
}

// addresses settles host, port and UDP port, choosing free ports for zeros.
// Another process may take a chosen port before the server does; then Start
// fails and says which.
func (c Config) addresses() (host string, port, udp int, err error) {
	listen := c.Listen
	if listen == "" {
		listen = "127.0.0.1:0"
	}
	host, p, err := net.SplitHostPort(listen)
	if err != nil {
		return "", 0, 0, fmt.Errorf("media server address %q: %w", listen, err)
	}
	if port, err = strconv.Atoi(p); err != nil {
		return "", 0, 0, fmt.Errorf("media server address %q: %w", listen, err)
	}
	if port == 0 {
		if port, err = freeTCP(host); err != nil {
			return "", 0, 0, err
		}
	}
	if udp = c.UDP; udp == 0 {
		udp, err = freeUDP()
	}
	return host, port, udp, err
}

func freeTCP(host string) (int, error) {
	l, err := net.Listen("tcp", net.JoinHostPort(host, "0"))
	if err != nil {
		return 0, fmt.Errorf("no free port: %w", err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

func freeUDP() (int, error) {
	l, err := net.ListenPacket("udp", ":0")
	if err != nil {
		return 0, fmt.Errorf("no free media port: %w", err)
	}
	defer l.Close()
	return l.LocalAddr().(*net.UDPAddr).Port, nil
}

// mediaIP is the address browsers send media to.
func (c Config) mediaIP() (net.IP, error) {
	if c.MediaIP == "" {
		return net.IPv4(127, 0, 0, 1), nil
	}
	ip := net.ParseIP(c.MediaIP)
	if ip == nil {
		return nil, fmt.Errorf("media address %q: not an IP address", c.MediaIP)
	}
	return ip, nil
}

// yaml is the media server's configuration; JSON is YAML. stun must not be
// empty: the server would name public ones to the browsers.
func (c Config) yaml(host string, port, udp int, ip net.IP, stun []string) (string, error) {
	rtc := map[string]any{
		"udp_port": udp, "tcp_port": c.TCP, "use_external_ip": false,
		"node_ip": ip.String(), "stun_servers": stun,
		"enable_loopback_candidate": ip.IsLoopback(),
	}
	if ours(ip) {
		// Without this the media port would be open on every interface.
		rtc["ips"] = map[string]any{"includes": []string{single(ip)}}
	}
	conf := map[string]any{
		"port": port, "bind_addresses": []string{host}, "rtc": rtc,
		"keys": map[string]string{c.APIKey: c.Secret},
		// Nobody opens a room by a token alone, and a room outlives its
		// people: only the record closes it.
		"room":    map[string]any{"auto_create": false, "empty_timeout": 86400, "departure_timeout": 86400},
		"logging": map[string]any{"level": "warn"},
		"turn":    map[string]any{"enabled": false},
	}
	if c.WebhookURL != "" {
		conf["webhook"] = map[string]any{"api_key": c.APIKey, "urls": []string{c.WebhookURL}}
	}
	b, err := json.Marshal(conf)
	return string(b), err
}

// ours reports whether the address belongs to this machine.
func ours(ip net.IP) bool {
	addrs, err := net.InterfaceAddrs()
	if err != nil {
		return false
	}
	for _, a := range addrs {
		if n, ok := a.(*net.IPNet); ok && n.IP.Equal(ip) {
			return true
		}
	}
	return ip.IsLoopback()
}

func single(ip net.IP) string {
	if ip.To4() != nil {
		return ip.String() + "/32"
	}
	return ip.String() + "/128"
}
