//go:build demo

package cli

// demoBuilt: this binary has the demo in it and is not for a court.
const demoBuilt = true
