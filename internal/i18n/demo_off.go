//go:build !demo

package i18n

import "embed"

// demoFiles are the texts of the demo: a court's binary has none.
var demoFiles embed.FS
