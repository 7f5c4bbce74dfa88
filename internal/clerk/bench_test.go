package clerk_test

import (
	"fmt"
	"sync/atomic"
	"testing"

	"tarazy/internal/court"
)

// BenchmarkAct64 is whole acts per second through 64 goroutines: permission,
// decision, append and registers, over each store.
func BenchmarkAct64(b *testing.B) {
	for _, s := range stores() {
		b.Run(s.name, func(b *testing.B) {
			h := newBench(b, s.open)
			cases := make([]court.CaseID, 64)
			for i := range cases {
				cases[i] = h.openCase(court.CaseNo(fmt.Sprintf("bench-%d", i))).Ref.Stream
			}
			claimant := h.people["claimant"]
			cmd := h.file("claim")
			var n, g atomic.Int64
			b.SetParallelism(64)
			b.ResetTimer()
			b.RunParallel(func(pb *testing.PB) {
				own := cmd
				own.Case = cases[g.Add(1)%64]
				for pb.Next() {
					own.Key = fmt.Sprintf("bench-key-%010d", n.Add(1))
					if _, err := h.c.File(b.Context(), claimant, own); err != nil {
						b.Error(err)
						return
					}
				}
			})
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "acts/s")
		})
	}
}
