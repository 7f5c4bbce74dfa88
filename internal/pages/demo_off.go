//go:build !demo

package pages

import "embed"

// demoTemplates are the pages of the demo: a court's binary has none.
var demoTemplates embed.FS
