package esigntest

import (
	"bytes"
	"fmt"
)

// Card is an electronic document card: a PDF of an empty page with files in it, the
// original first. files are name, bytes, name, bytes.
func Card(files ...string) []byte {
	var b bytes.Buffer
	var at []int
	object := func(format string, args ...any) {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n"+format+"\nendobj\n", append([]any{len(at)}, args...)...)
	}
	names := ""
	for i := 0; i < len(files); i += 2 {
		names += fmt.Sprintf("(%d) %d 0 R ", i, 4+i)
	}
	b.WriteString("%PDF-1.7\n")
	object("<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles << /Names [%s] >> >> >>", names)
	object("<< /Type /Pages /Kids [3 0 R] /Count 1 >>")
	object("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>")
	for i := 0; i < len(files); i += 2 {
		object("<< /Type /Filespec /UF (%s) /EF << /F %d 0 R >> >>", files[i], 5+i)
		object("<< /Type /EmbeddedFile /Length %d >>\nstream\n%s\nendstream", len(files[i+1]), files[i+1])
	}
	table := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, n := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", n)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, table)
	return b.Bytes()
}
