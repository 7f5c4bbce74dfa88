package clerk_test

import (
	"os"
	"testing"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/store/storetest"
)

var cluster storetest.Cluster

func TestMain(m *testing.M) { os.Exit(cluster.Main(m)) }

// openStore is one kind of store the scripts run on.
type openStore struct {
	name string
	open func(testing.TB, court.Clock) clerk.Store
}

// stores are memory, SQLite and PostgreSQL.
func stores() []openStore {
	all := []openStore{{"memory", inMemory}}
	for _, e := range cluster.Engines() {
		all = append(all, openStore{e.Name, func(t testing.TB, c court.Clock) clerk.Store {
			return storetest.Open(t, e.Path(t), c)
		}})
	}
	return all
}

// The memory store keeps the promise the SQL stores keep, so that what holds
// over it holds over them.
func TestMemoryKeepsTheContract(t *testing.T) { storetest.Contract(t, inMemory) }
