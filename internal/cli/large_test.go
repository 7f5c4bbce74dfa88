//go:build demo

package cli_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// pour sends a filing of so many megabytes as a browser does: all of it, before
// it looks for an answer.
func (p *person) pour(t *testing.T, megabytes int) (*http.Response, string) {
	t.Helper()
	field := func(name, value string) string {
		return "--cut\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n"
	}
	head := field("csrf", p.csrf) + field("key", "0123456789abcdef") +
		"--cut\r\nContent-Disposition: form-data; name=\"file\"; filename=\"claim.pdf\"\r\nContent-Type: application/pdf\r\n\r\n%PDF-1.7\n"
	tail := "\r\n" + field("kind", "motion") + field("title", "A title that was typed") + "--cut--\r\n"
	r, _ := http.NewRequest("POST", p.base+theCasePath+"/file", nil)
	for _, k := range p.http.Jar.Cookies(r.URL) {
		r.AddCookie(k)
	}
	conn, err := net.Dial("tcp", r.URL.Host)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(time.Minute))
	fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: %s\r\nAccept-Language: en\r\nCookie: %s\r\nContent-Type: multipart/form-data; boundary=cut\r\nContent-Length: %d\r\n\r\n%s",
		r.URL.Path, r.URL.Host, r.Header.Get("Cookie"), len(head)+megabytes<<20+len(tail), head)
	mega := make([]byte, 1<<20)
	for range megabytes {
		if _, err := conn.Write(mega); err != nil {
			t.Fatalf("%d MB: the line was cut: %v", megabytes, err)
		}
	}
	if _, err := io.WriteString(conn, tail); err != nil {
		t.Fatalf("%d MB: the line was cut: %v", megabytes, err)
	}
	resp, err := http.ReadResponse(bufio.NewReader(conn), r)
	if err != nil {
		t.Fatalf("%d MB: no answer: %v", megabytes, err)
	}
	defer resp.Body.Close()
	said, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatalf("%d MB: half an answer: %v", megabytes, err)
	}
	return resp, string(said)
}

// Whoever sends too large a document is told so on the form, with what they
// typed, and nothing is filed.
func TestTooLargeFiling(t *testing.T) {
	c := newCourt(t)
	c.serve()
	claimant := c.signIn("claimant")
	for _, megabytes := range []int{22, 65, 200} {
		resp, said := claimant.pour(t, megabytes)
		for _, word := range []string{"The file is too large", "20 MB", "Nothing was filed", `value="A title that was typed"`, `value="motion" checked`, `href="#file"`} {
			if !strings.Contains(said, word) {
				t.Errorf("%d MB: does not say %s", megabytes, word)
			}
		}
		if resp.StatusCode != http.StatusRequestEntityTooLarge {
			t.Fatalf("%d MB: %s\n%s", megabytes, resp.Status, said)
		}
	}
	if page, err := claimant.page(theCasePath); err != nil || strings.Contains(page, "/filings/") {
		t.Errorf("something was filed: %v", err)
	}
	claimant.csrf = "0123"
	if resp, _ := claimant.pour(t, 65); resp.StatusCode != http.StatusForbidden {
		t.Errorf("a form of another site: %s", resp.Status)
	}
}
