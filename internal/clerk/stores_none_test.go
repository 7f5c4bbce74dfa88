//go:build !store

package clerk_test

import "testing"

// durable stores are tested with the tag store, until package store is in the house.
func durable(testing.TB) []openStore { return nil }
