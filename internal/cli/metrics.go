package cli

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"tarazy/internal/clerk"
	"tarazy/internal/hearing"
)

// counting is what the court says of itself to the operator's watch.
type counting interface {
	Gauges(ctx context.Context) (clerk.Gauge, error)
}

// gauges answers the court's numbers when they are asked for. No label names a
// case, a hearing or a person.
type gauges struct {
	desk                      counting
	hearings, people, failing *prometheus.Desc
}

func newGauges(desk counting) *gauges {
	return &gauges{desk: desk,
		hearings: prometheus.NewDesc("tarazy_hearings", "Hearings that have not ended, by state.", []string{"state"}, nil),
		people:   prometheus.NewDesc("tarazy_people", "People on the rolls of hearings under way, by where they are.", []string{"presence"}, nil),
		failing:  prometheus.NewDesc("tarazy_hearings_failing", "Hearings in which the court's own side fails now.", nil, nil)}
}

// Describe is of prometheus.Collector.
func (g *gauges) Describe(ch chan<- *prometheus.Desc) {
	ch <- g.hearings
	ch <- g.people
	ch <- g.failing
}

// Collect is of prometheus.Collector. Every state is always there, so that a
// watch can tell none from not known.
func (g *gauges) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	now, err := g.desk.Gauges(ctx)
	if err != nil {
		ch <- prometheus.NewInvalidMetric(g.hearings, err)
		return
	}
	for _, s := range []hearing.State{hearing.Scheduled, hearing.Lobby, hearing.Session, hearing.Recess, hearing.Held, hearing.TechnicalBreak} {
		ch <- prometheus.MustNewConstMetric(g.hearings, prometheus.GaugeValue, float64(now.Hearings[s]), string(s))
	}
	for _, p := range []hearing.Presence{hearing.Outside, hearing.Waiting, hearing.Inside, hearing.Lost, hearing.Gone, hearing.PutOut} {
		ch <- prometheus.MustNewConstMetric(g.people, prometheus.GaugeValue, float64(now.People[p]), string(p))
	}
	ch <- prometheus.MustNewConstMetric(g.failing, prometheus.GaugeValue, float64(now.Failing))
}

// watched answers /metrics, with the program's own memory and files beside the
// court's numbers.
func watched(desk counting, more ...prometheus.Collector) http.Handler {
	known := prometheus.NewRegistry()
	known.MustRegister(newGauges(desk), collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	known.MustRegister(more...)
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(known, promhttp.HandlerOpts{MaxRequestsInFlight: 2}))
	return mux
}

// serveMetrics serves the operator's numbers on an address of their own, which people
// need not reach, until ctx ends.
func serveMetrics(ctx context.Context, addr string, desk counting, log *slog.Logger, more ...prometheus.Collector) (io.Closer, error) {
	l, err := listen(ctx, addr)
	if err != nil {
		return nil, err
	}
	server := &http.Server{Handler: watched(desk, more...), ReadHeaderTimeout: 10 * time.Second, WriteTimeout: 30 * time.Second,
		BaseContext: func(net.Listener) context.Context { return ctx }, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug)}
	go server.Serve(l) // ends when it is closed
	return server, nil
}
