//go:build demo

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/livekit"
)

const (
	seats   = 12 // people of the sitting whose cost is measured
	screens = 25 // sockets that an act is shown on
	settled = 6 * time.Second
	counted = 20 * time.Second
)

// sitting measures what the court adds to a room of a dozen, how soon an act is
// on every screen, and, in real browsers, drops and returns.
func sitting(b *bench) error {
	var ours, plain, lag []float64
	for range b.runs {
		o, l, err := b.courtSitting()
		if err != nil {
			return err
		}
		ours, lag = append(ours, o), append(lag, l)
		if b.alone {
			continue
		}
		p, err := b.plainSitting()
		if err != nil {
			return err
		}
		plain = append(plain, p)
	}
	report("board.lag", "ms", []string{"tarazy"}, [][]float64{lag})
	if !b.alone {
		report("sitting.core", "%", []string{"tarazy", "plain-livekit"}, [][]float64{ours, plain})
		report("sitting.cpu", "%", []string{"tarazy"}, [][]float64{{100 * (median(ours) - median(plain)) / median(plain)}})
	}
	return b.browsers("sitting.mjs")
}

// courtSitting seats twelve robots in a sitting with open microphones, each with
// a page's socket, and answers the per cent of a core the court takes, and the
// median ms from an act to the last of the screens.
func (b *bench) courtSitting() (core, lag float64, err error) {
	dir, done, err := b.temp()
	if err != nil {
		return 0, 0, err
	}
	defer done()
	os.Setenv("TARAZY_DEMO_CROWD", strconv.Itoa(seats-5))
	defer os.Unsetenv("TARAZY_DEMO_CROWD")
	cmd, url, _, err := b.startCourt(dir)
	if err != nil {
		return 0, 0, err
	}
	defer stop(cmd)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	h, err := assemble(ctx, url)
	if err != nil {
		return 0, 0, err
	}
	var robots []*livekit.Robot
	for _, g := range h.guests {
		token, err := g.ticket(h.id)
		if err != nil {
			return 0, 0, err
		}
		r, err := livekit.NewRobot(ctx, url, token, g.picture(), true)
		if err != nil {
			return 0, 0, err
		}
		defer r.Leave()
		robots = append(robots, r)
	}
	if err := h.open(ctx); err != nil {
		return 0, 0, err
	}
	talk(robots)
	if core, err = cores(cmd.Process.Pid); err != nil {
		return 0, 0, err
	}
	lag, err = h.lag(ctx)
	return core, lag, err
}

// plainSitting seats the same robots on a media server with nothing of ours.
func (b *bench) plainSitting() (float64, error) {
	dir, done, err := b.temp()
	if err != nil {
		return 0, err
	}
	defer done()
	const key, secret = "bench", "a-secret-of-the-bench-and-of-nothing-else"
	file := filepath.Join(dir, "livekit.key")
	if err := os.WriteFile(file, []byte(key+": "+secret+"\n"), 0o600); err != nil {
		return 0, err
	}
	cmd, url, err := b.startMedia(dir)
	if err != nil {
		return 0, err
	}
	defer stop(cmd)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	// It makes the room and signs tickets, and is not run.
	rooms := livekit.NewRooms(livekit.Access{URL: url, APIKey: key, Secret: secret})
	plan := clerk.RoomPlan{Hearing: "bench", Open: true, People: map[court.PersonID]clerk.Place{}}
	for i := range seats {
		plan.People[court.PersonID(fmt.Sprint("p-", i))] = clerk.Place{Publish: true, Voice: true, Subscribe: true}
	}
	rooms.Want(plan)
	var robots []*livekit.Robot
	for i := range seats {
		ticket, err := rooms.Ticket(ctx, "bench", court.PersonID(fmt.Sprint("p-", i)), "bench")
		if err != nil {
			return 0, err
		}
		r, err := livekit.NewRobot(ctx, url, ticket.Token, pictureOf(i), true)
		if err != nil {
			return 0, err
		}
		defer r.Leave()
		robots = append(robots, r)
	}
	talk(robots)
	return cores(cmd.Process.Pid)
}

func pictureOf(i int) string {
	return []string{"judge", "secretary", "claimant", "respondent", "advocate", "claimant"}[min(i, 5)]
}

// startMedia starts the media server alone.
func (b *bench) startMedia(keys string) (*exec.Cmd, string, error) {
	program, err := filepath.Abs(filepath.Join(b.root, "bin", "tarazy"))
	if err != nil {
		return nil, "", err
	}
	cmd := exec.Command(program, "media", "--listen", "127.0.0.1:0", "--udp", "0", "--keys", keys)
	cmd.Stderr = os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, "", err
	}
	if err := cmd.Start(); err != nil {
		return nil, "", err
	}
	var url, udp string
	if _, err := fmt.Fscanln(out, &url, &udp); err != nil {
		return nil, "", errors.Join(err, stop(cmd))
	}
	return cmd, url, nil
}

// talk lets every microphone send, and one of them speak.
func talk(robots []*livekit.Robot) {
	for _, r := range robots {
		r.Voice(true)
	}
	time.Sleep(settled)
	robots[2].Say("claimant")
}

// cores is how much of one core a process takes over a while, in per cent.
func cores(pid int) (float64, error) {
	before, err := cpuTime(pid)
	if err != nil {
		return 0, err
	}
	began := time.Now()
	time.Sleep(counted)
	after, err := cpuTime(pid)
	return 100 * (after - before).Seconds() / time.Since(began).Seconds(), err
}

// cpuTime is what the process has used in user and system mode; the kernel
// counts in hundredths of a second.
func cpuTime(pid int) (time.Duration, error) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, err
	}
	_, rest, _ := strings.Cut(string(stat), ") ") // the name may hold anything
	fields := strings.Fields(rest)
	if len(fields) < 13 {
		return 0, errors.New("no cpu time")
	}
	user, err1 := strconv.Atoi(fields[11])
	system, err2 := strconv.Atoi(fields[12])
	return time.Duration(user+system) * 10 * time.Millisecond, errors.Join(err1, err2)
}
