//go:build demo

package i18n

import "embed"

// demoFiles are the texts of the demo.
//
//go:embed demo
var demoFiles embed.FS
