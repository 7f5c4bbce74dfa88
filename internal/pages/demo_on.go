//go:build demo

package pages

import "embed"

// demoTemplates are the pages of the demo.
//
//go:embed demo/*.gohtml
var demoTemplates embed.FS
