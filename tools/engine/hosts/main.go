// A language host for an engine that came without the official ones: its name says of which language, Python or Go.
// It starts programs, and makes packages from schemas with the generators of the engine's own modules.
package main

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	gogen "github.com/pulumi/pulumi/pkg/v3/codegen/go"
	pygen "github.com/pulumi/pulumi/pkg/v3/codegen/python"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
	"github.com/pulumi/pulumi/sdk/v3/go/common/version"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/emptypb"
)

//go:embed run.py
var runPython string

// The program has told the user itself what is wrong.
const bailExitCode = 32

type host struct {
	pulumirpc.UnimplementedLanguageRuntimeServer
	language string
	engine   string
}

func main() {
	_, language, _ := strings.Cut(strings.TrimSuffix(filepath.Base(os.Args[0]), ".exe"), "pulumi-language-")
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fail(err)
	}
	server := grpc.NewServer(grpc.MaxRecvMsgSize(1 << 30))
	pulumirpc.RegisterLanguageRuntimeServer(server, &host{language: language, engine: engineAddress()})
	fmt.Println(listener.Addr().(*net.TCPAddr).Port)
	if err := server.Serve(listener); err != nil {
		fail(err)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

func engineAddress() string {
	for _, argument := range os.Args[1:] {
		if !strings.HasPrefix(argument, "-") {
			return argument
		}
	}
	return ""
}

func (h *host) Run(ctx context.Context, request *pulumirpc.RunRequest) (*pulumirpc.RunResponse, error) {
	info := request.GetInfo()
	command, err := h.command(ctx, info)
	if err != nil {
		return &pulumirpc.RunResponse{Error: err.Error()}, nil
	}
	values := request.GetConfig()
	if values == nil {
		values = map[string]string{}
	}
	config, err := json.Marshal(values)
	if err != nil {
		return nil, err
	}
	secretKeys, err := json.Marshal(append([]string{}, request.GetConfigSecretKeys()...))
	if err != nil {
		return nil, err
	}
	command.Dir = info.GetProgramDirectory()
	command.Stdout, command.Stderr = os.Stdout, os.Stderr
	command.Env = append(os.Environ(),
		"PULUMI_ORGANIZATION="+request.GetOrganization(),
		"PULUMI_PROJECT="+request.GetProject(),
		"PULUMI_ROOT_DIRECTORY="+info.GetRootDirectory(),
		"PULUMI_STACK="+request.GetStack(),
		"PULUMI_CONFIG="+string(config),
		"PULUMI_CONFIG_SECRET_KEYS="+string(secretKeys),
		"PULUMI_DRY_RUN="+strconv.FormatBool(request.GetDryRun()),
		"PULUMI_PARALLEL="+strconv.Itoa(int(request.GetParallel())),
		"PULUMI_MONITOR="+request.GetMonitorAddress(),
		"PULUMI_ENGINE="+h.engine,
	)
	err = command.Run()
	var exit *exec.ExitError
	switch {
	case err == nil:
		return &pulumirpc.RunResponse{}, nil
	case errors.As(err, &exit) && exit.ExitCode() == bailExitCode:
		return &pulumirpc.RunResponse{Bail: true}, nil
	default:
		return &pulumirpc.RunResponse{Error: "the program failed: " + err.Error()}, nil
	}
}

// command starts the program; a Go program is built first.
func (h *host) command(ctx context.Context, info *pulumirpc.ProgramInfo) (*exec.Cmd, error) {
	folder := info.GetProgramDirectory()
	if h.language == "python" {
		entry := filepath.Join(folder, info.GetEntryPoint())
		return exec.CommandContext(ctx, pythonOf(info), "-u", "-c", runPython, entry), nil
	}
	binary := filepath.Join(folder, ".program")
	// What go.sum lacks is added: a program with a package that was made a moment ago has no entries for it.
	build := exec.CommandContext(ctx, "go", "build", "-mod=mod", "-trimpath", "-o", binary, ".")
	build.Dir = folder
	if output, err := build.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("the program does not build:\n%s", output)
	}
	return exec.CommandContext(ctx, binary), nil
}

func (h *host) GeneratePackage(
	_ context.Context, request *pulumirpc.GeneratePackageRequest,
) (*pulumirpc.GeneratePackageResponse, error) {
	loader, err := schema.NewLoaderClient(request.GetLoaderTarget())
	if err != nil {
		return nil, err
	}
	var spec schema.PackageSpec
	if err := json.Unmarshal([]byte(request.GetSchema()), &spec); err != nil {
		return nil, err
	}
	pkg, diagnostics, err := schema.BindSpec(spec, loader, schema.ValidationOptions{AllowDanglingReferences: true})
	if err != nil {
		return nil, err
	}
	if diagnostics.HasErrors() {
		return nil, diagnostics
	}
	var files map[string][]byte
	if h.language == "python" {
		files, err = pygen.GeneratePackage("pulumi-language-python", pkg, request.GetExtraFiles(), loader)
	} else {
		files, err = gogen.GeneratePackage("pulumi-language-go", pkg, request.GetLocalDependencies())
	}
	if err != nil {
		return nil, err
	}
	for name, content := range files {
		file := filepath.Join(request.GetDirectory(), name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return nil, err
		}
		if err := os.WriteFile(file, content, 0o600); err != nil {
			return nil, err
		}
	}
	return &pulumirpc.GeneratePackageResponse{}, nil
}

// Link names generated packages in the files from which the language's own tools install.
func (h *host) Link(ctx context.Context, request *pulumirpc.LinkRequest) (*pulumirpc.LinkResponse, error) {
	folder := request.GetInfo().GetProgramDirectory()
	for _, dependency := range request.GetPackages() {
		location := dependency.GetPath()
		if filepath.IsAbs(location) {
			relative, err := filepath.Rel(folder, location)
			if err != nil {
				return nil, err
			}
			location = relative
		}
		location = "./" + filepath.ToSlash(location)
		if h.language == "python" {
			if err := addLine(filepath.Join(folder, "requirements.txt"), location); err != nil {
				return nil, err
			}
			continue
		}
		text, err := os.ReadFile(filepath.Join(folder, location, "go.mod"))
		if err != nil {
			return nil, err
		}
		line, _, _ := strings.Cut(string(text), "\n")
		module := strings.TrimSpace(strings.TrimPrefix(line, "module "))
		edit := exec.CommandContext(ctx, "go", "mod", "edit",
			"-require="+module+"@v0.0.0", "-replace="+module+"="+location)
		edit.Dir = folder
		if output, err := edit.CombinedOutput(); err != nil {
			return nil, fmt.Errorf("go.mod could not be edited:\n%s", output)
		}
	}
	return &pulumirpc.LinkResponse{}, nil
}

func (h *host) InstallDependencies(
	request *pulumirpc.InstallDependenciesRequest, server pulumirpc.LanguageRuntime_InstallDependenciesServer,
) error {
	info := request.GetInfo()
	// Go gets what it needs when it builds.
	var commands [][]string
	if h.language == "python" {
		python := pythonOf(info)
		install := []string{python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", "requirements.txt"}
		commands = [][]string{install}
		if _, err := os.Stat(python); python != systemPython && err != nil {
			create := []string{systemPython, "-m", "venv", filepath.Dir(filepath.Dir(python))}
			commands = [][]string{create, install}
		}
	}
	for _, words := range commands {
		command := exec.CommandContext(server.Context(), words[0], words[1:]...)
		command.Dir = info.GetProgramDirectory()
		if output, err := command.CombinedOutput(); err != nil {
			return fmt.Errorf("%s: %w\n%s", strings.Join(words, " "), err, output)
		}
	}
	return nil
}

const systemPython = "python3"

// pythonOf is the Python that the program's options name.
func pythonOf(info *pulumirpc.ProgramInfo) string {
	if name := info.GetOptions().GetFields()["virtualenv"].GetStringValue(); name != "" {
		return filepath.Join(info.GetRootDirectory(), name, "bin", "python")
	}
	return systemPython
}

func addLine(file, line string) error {
	text, err := os.ReadFile(file)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	for _, each := range strings.Split(string(text), "\n") {
		if strings.TrimSpace(each) == line {
			return nil
		}
	}
	before := strings.TrimRight(string(text), "\n")
	if before != "" {
		before += "\n"
	}
	return os.WriteFile(file, []byte(before+line+"\n"), 0o600)
}

func (h *host) GetPluginInfo(context.Context, *emptypb.Empty) (*pulumirpc.PluginInfo, error) {
	return &pulumirpc.PluginInfo{Version: version.Version}, nil
}

func (h *host) GetRequiredPackages(
	context.Context, *pulumirpc.GetRequiredPackagesRequest,
) (*pulumirpc.GetRequiredPackagesResponse, error) {
	return &pulumirpc.GetRequiredPackagesResponse{}, nil
}

func (h *host) GetRequiredPlugins(
	context.Context, *pulumirpc.GetRequiredPluginsRequest,
) (*pulumirpc.GetRequiredPluginsResponse, error) {
	return &pulumirpc.GetRequiredPluginsResponse{}, nil
}
