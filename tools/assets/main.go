// Command assets builds web/dist from web/src with esbuild, which strips types
// but does not check them; the type checker runs in the tests.
//
// Every folder web/src/<name> with an index.ts or index.tsx becomes <name>.js,
// every web/src/css/<name>.css that does not start with "_" becomes <name>.css.
// Icons named in web/src/icons.json are taken from lucide-static. Names in dist
// contain their content's hash; dist/manifest.json maps plain names to them.
// The typeface that papers are printed with stands beside them and is not served.
//
// With a folder as its argument it builds the unit tests web/src/**/*.test.ts
// into that folder instead, for "node --test" of any Node.
package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

const (
	src  = "web/src"
	dist = "web/dist"
)

type manifest struct {
	Files map[string]string `json:"files"`
	Icons map[string]string `json:"icons"`
}

func main() {
	do := build
	if len(os.Args) > 1 {
		do = func() error { return buildTests(os.Args[1]) }
	}
	if err := do(); err != nil {
		fmt.Fprintln(os.Stderr, "assets:", err)
		os.Exit(1)
	}
}

func build() error {
	if _, err := os.Stat("node_modules/preact"); err != nil {
		return errors.New("node_modules is missing; run: npm ci --ignore-scripts")
	}
	entries, err := entryPoints()
	if err != nil {
		return err
	}
	icons, err := readIcons()
	if err != nil {
		return err
	}
	result := api.Build(options(entries))
	if len(result.Errors) > 0 {
		return errors.New(strings.Join(api.FormatMessages(result.Errors, api.FormatMessagesOptions{}), "\n"))
	}
	m := manifest{Files: map[string]string{}, Icons: icons}
	if err := clean(); err != nil {
		return err
	}
	for _, f := range result.OutputFiles {
		if err := write(&m, f); err != nil {
			return err
		}
	}
	if err := typefaces(); err != nil {
		return err
	}
	b, err := json.MarshalIndent(m, "", " ")
	if err != nil {
		return err
	}
	// Last: if we die before it, the files are there but the program still
	// says "not built", and the next run starts over.
	return os.WriteFile(filepath.Join(dist, "manifest.json"), append(b, '\n'), 0o644)
}

// buildTests bundles every unit test for Node.
func buildTests(out string) error {
	o := options(nil)
	err := filepath.WalkDir(src, func(path string, d fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, ".test.ts") {
			o.EntryPointsAdvanced = append(o.EntryPointsAdvanced, api.EntryPoint{InputPath: path, OutputPath: strings.ReplaceAll(strings.TrimSuffix(path, ".ts"), "/", ".")})
		}
		return err
	})
	if err != nil {
		return err
	}
	o.Platform, o.Outdir, o.Write, o.EntryNames = api.PlatformNode, out, true, "[name]"
	o.Target, o.Engines = api.ESNext, nil
	o.OutExtension = map[string]string{".js": ".mjs"}
	if result := api.Build(o); len(result.Errors) > 0 {
		return errors.New(strings.Join(api.FormatMessages(result.Errors, api.FormatMessagesOptions{}), "\n"))
	}
	return nil
}

func options(entries []api.EntryPoint) api.BuildOptions {
	wd, _ := os.Getwd()
	return api.BuildOptions{
		AbsWorkingDir:       wd,
		EntryPointsAdvanced: entries,
		EntryNames:          "[name]-[hash]",
		AssetNames:          "[name]-[hash]",
		Outdir:              dist,
		Bundle:              true,
		MinifySyntax:        true,
		MinifyWhitespace:    true,
		MinifyIdentifiers:   true,
		Format:              api.FormatESModule,
		Target:              api.ES2020,
		Engines:             []api.Engine{{Name: api.EngineChrome, Version: "100"}, {Name: api.EngineFirefox, Version: "100"}, {Name: api.EngineSafari, Version: "15"}},
		JSX:                 api.JSXAutomatic,
		JSXImportSource:     "preact",
		LegalComments:       api.LegalCommentsNone,
		Loader: map[string]api.Loader{
			".woff2": api.LoaderFile, ".svg": api.LoaderText, ".mp3": api.LoaderFile, ".wav": api.LoaderFile,
		},
		Define:     map[string]string{"process.env.NODE_ENV": `"production"`},
		Write:      false,
		LogLevel:   api.LogLevelWarning,
		PublicPath: "/assets/",
	}
}

func entryPoints() ([]api.EntryPoint, error) {
	var entries []api.EntryPoint
	for _, pattern := range []string{src + "/*/index.ts", src + "/*/index.tsx"} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			return nil, err
		}
		for _, f := range found {
			entries = append(entries, api.EntryPoint{InputPath: f, OutputPath: filepath.Base(filepath.Dir(f))})
		}
	}
	sheets, err := filepath.Glob(src + "/css/*.css")
	if err != nil {
		return nil, err
	}
	for _, f := range sheets {
		name := strings.TrimSuffix(filepath.Base(f), ".css")
		if !strings.HasPrefix(name, "_") {
			entries = append(entries, api.EntryPoint{InputPath: f, OutputPath: name})
		}
	}
	if len(entries) == 0 {
		return nil, errors.New("nothing in " + src)
	}
	return entries, nil
}

var (
	hashed   = regexp.MustCompile(`-[0-9A-Z]{8}(\.[a-z0-9]+)$`)
	svgOuter = regexp.MustCompile(`(?s)<!--.*?-->|</?svg[^>]*>`)
	spaces   = regexp.MustCompile(`\s+`)
)

func readIcons() (map[string]string, error) {
	b, err := os.ReadFile(filepath.Join(src, "icons.json"))
	if err != nil {
		return nil, err
	}
	var names []string
	if err := json.Unmarshal(b, &names); err != nil {
		return nil, fmt.Errorf("icons.json: %w", err)
	}
	icons := map[string]string{}
	for _, n := range names {
		svg, err := os.ReadFile(filepath.Join("node_modules/lucide-static/icons", n+".svg"))
		if err != nil {
			return nil, err
		}
		inner := svgOuter.ReplaceAllString(string(svg), "")
		icons[n] = strings.TrimSpace(spaces.ReplaceAllString(inner, " "))
	}
	return icons, nil
}

// typefaces takes what papers are printed with. Browsers get smaller files.
func typefaces() error {
	for name, from := range map[string]string{
		"print.ttf":      "400Regular/IBMPlexSans_400Regular.ttf",
		"print-bold.ttf": "600SemiBold/IBMPlexSans_600SemiBold.ttf",
	} {
		b, err := os.ReadFile(filepath.Join("node_modules/@expo-google-fonts/ibm-plex-sans", from))
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dist, name), b, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// clean empties dist but for the kept file that lets an unbuilt checkout compile.
func clean() error {
	if err := os.MkdirAll(dist, 0o755); err != nil {
		return err
	}
	old, err := os.ReadDir(dist)
	if err != nil {
		return err
	}
	for _, e := range old {
		if e.Name() == ".keep" {
			continue
		}
		if err := os.RemoveAll(filepath.Join(dist, e.Name())); err != nil {
			return err
		}
	}
	return nil
}

func write(m *manifest, f api.OutputFile) error {
	name := filepath.Base(f.Path)
	m.Files[hashed.ReplaceAllString(name, "$1")] = name
	if err := os.WriteFile(filepath.Join(dist, name), f.Contents, 0o644); err != nil {
		return err
	}
	switch filepath.Ext(name) {
	case ".css", ".js", ".svg":
	default:
		return nil
	}
	var z bytes.Buffer
	w, err := gzip.NewWriterLevel(&z, gzip.BestCompression)
	if err != nil {
		return err
	}
	if _, err := w.Write(f.Contents); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dist, name+".gz"), z.Bytes(), 0o644)
}
