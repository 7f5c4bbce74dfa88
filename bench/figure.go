package main

import (
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// contender is what is measured: we, a peer, or a floor.
type contender struct {
	name string
	run  func() (float64, error)
}

// figure measures all contenders in turn, run by run, so that whatever else
// the machine does disturbs them alike, and prints the medians on one line.
// The first contender is the court; the others stand behind "peer".
func (b *bench) figure(name, unit string, all ...contender) error {
	if b.alone {
		all = all[:1]
	}
	values := make([][]float64, len(all))
	for range b.runs {
		for i, c := range all {
			v, err := c.run()
			if err != nil {
				return fmt.Errorf("%s: %s: %w", name, c.name, err)
			}
			values[i] = append(values[i], v)
		}
	}
	names := make([]string, len(all))
	for i, c := range all {
		names[i] = c.name
	}
	report(name, unit, names, values)
	return nil
}

// report prints a figure's line.
func report(name, unit string, contenders []string, values [][]float64) {
	ours := median(values[0])
	line := fmt.Sprintf("%s %s %s", name, number(ours), unit)
	for i, peer := range contenders[1:] {
		theirs := median(values[i+1])
		line += fmt.Sprintf(" peer %s %s ratio %.2f", peer, number(theirs), ours/theirs)
	}
	fmt.Println(line)
}

func median(v []float64) float64 {
	v = slices.Sorted(slices.Values(v))
	if n := len(v); n%2 == 0 {
		return (v[n/2-1] + v[n/2]) / 2
	}
	return v[len(v)/2]
}

func number(v float64) string {
	if v < 100 {
		return fmt.Sprintf("%.1f", v)
	}
	return fmt.Sprintf("%.0f", v)
}

// span is how long a throughput is measured, after a tenth of it to warm up.
const span = 2 * time.Second

// rate lets n writers call do until the span is over and answers how many
// calls a second came back.
func rate(n int, do func(writer, call int) error) (float64, error) {
	var count atomic.Int64
	var failed atomic.Pointer[error]
	stop := make(chan struct{})
	var wg sync.WaitGroup
	for w := range n {
		wg.Go(func() {
			for call := 0; ; call++ {
				select {
				case <-stop:
					return
				default:
				}
				if err := do(w, call); err != nil {
					failed.CompareAndSwap(nil, &err)
					return
				}
				count.Add(1)
			}
		})
	}
	time.Sleep(span / 10)
	from, began := count.Load(), time.Now()
	time.Sleep(span)
	done, took := count.Load()-from, time.Since(began)
	close(stop)
	wg.Wait()
	if err := failed.Load(); err != nil {
		return 0, *err
	}
	return float64(done) / took.Seconds(), nil
}
