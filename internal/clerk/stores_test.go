package clerk_test

import (
	"testing"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
)

type openStore struct {
	name string
	open func(court.Clock) clerk.Store
}

// stores are those the scripts run on.
func stores(testing.TB) []openStore {
	return []openStore{{"memory", inMemory}}
}
