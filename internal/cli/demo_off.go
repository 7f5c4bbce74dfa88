//go:build !demo

package cli

// demoBuilt: a court's binary has no demo in it.
const demoBuilt = false
