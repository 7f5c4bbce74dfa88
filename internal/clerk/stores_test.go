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
func stores(t testing.TB) []openStore {
	return append([]openStore{{"memory", inMemory}}, durable(t)...)
}
