// The Windows service around the agent, and its command line: starts the newest version that proved itself, tries a new one under a deadline, and goes back.
// The same folder and words as the launcher of the other systems; PACKAGED is the version of the package. Needs nothing but Windows itself.
#ifndef UNICODE
#define UNICODE
#define _UNICODE
#endif
#define _WIN32_WINNT 0x0A00
#include <windows.h>
#include <aclapi.h>
#include <initguid.h>
#include <knownfolders.h>
#include <sddl.h>
#include <shlobj.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>

#define SERVICE_NAME L"LanetAgent"
#define REGISTRY L"SOFTWARE\\LanetAgent"
#define EXIT_UPDATE 42
#define TRIAL_S 300
#define STOP_MS 8000
#define PATH_MAX_W 1024
#define LOG_BYTES_MAX (1024 * 1024)

typedef wchar_t Path[PATH_MAX_W];
typedef wchar_t Version[32];

static SERVICE_STATUS_HANDLE status_handle;
static HANDLE stop_event;
static Path root, data, versions;

static void join(wchar_t *out, const wchar_t *folder, const wchar_t *name) { _snwprintf(out, PATH_MAX_W - 1, L"%ls\\%ls", folder, name); out[PATH_MAX_W - 1] = 0; }
static BOOL exists(const wchar_t *path) { return GetFileAttributesW(path) != INVALID_FILE_ATTRIBUTES; }

static void note(const wchar_t *format, ...) {
  Path path, old;
  wchar_t text[1024];
  va_list words;
  va_start(words, format);
  _vsnwprintf(text, 1023, format, words);
  va_end(words);
  text[1023] = 0;
  join(path, data, L"host.log");
  WIN32_FILE_ATTRIBUTE_DATA facts;
  if (GetFileAttributesExW(path, GetFileExInfoStandard, &facts) && facts.nFileSizeLow > LOG_BYTES_MAX) {
    join(old, data, L"host.log.1");
    MoveFileExW(path, old, MOVEFILE_REPLACE_EXISTING);
  }
  FILE *file = _wfopen(path, L"a, ccs=UTF-8");
  if (!file) return;
  SYSTEMTIME t;
  GetSystemTime(&t);
  fwprintf(file, L"%04d-%02d-%02dT%02d:%02d:%02dZ %ls\n", t.wYear, t.wMonth, t.wDay, t.wHour, t.wMinute, t.wSecond, text);
  fclose(file);
}

// ---- the folder that host and agent share -------------------------------------------------------------------------

/** One version on the first line of a file; anything else is none. */
static BOOL said(const wchar_t *name, wchar_t *out) {
  Path path;
  char text[64] = {0};
  unsigned a, b, c;
  int end = 0;
  join(path, versions, name);
  FILE *file = _wfopen(path, L"rb");
  out[0] = 0;
  if (!file) return FALSE;
  size_t bytes = fread(text, 1, sizeof text - 1, file);
  fclose(file);
  text[bytes] = 0;
  if (sscanf(text, "%3u.%3u.%5u%n", &a, &b, &c, &end) != 3 || (text[end] != 0 && text[end] != '\n' && text[end] != '\r')) return FALSE;
  _snwprintf(out, 31, L"%u.%u.%u", a, b, c);
  return TRUE;
}
static void say(const wchar_t *name, const wchar_t *version) {
  Path path, beside;
  join(path, versions, name);
  _snwprintf(beside, PATH_MAX_W - 1, L"%ls.new", path);
  FILE *file = _wfopen(beside, L"wb");
  if (!file) return;
  fprintf(file, "%ls\n", version);
  fclose(file);
  MoveFileExW(beside, path, MOVEFILE_REPLACE_EXISTING | MOVEFILE_WRITE_THROUGH);
}
static void forget(const wchar_t *name) { Path path; join(path, versions, name); DeleteFileW(path); }
static BOOL stands(const wchar_t *name) { Path path; join(path, versions, name); return exists(path); }
static BOOL is_newer(const wchar_t *one, const wchar_t *other) {
  unsigned a[3] = {0}, b[3] = {0};
  swscanf(one, L"%u.%u.%u", &a[0], &a[1], &a[2]);
  swscanf(other, L"%u.%u.%u", &b[0], &b[1], &b[2]);
  for (int i = 0; i < 3; i++) if (a[i] != b[i]) return a[i] > b[i];
  return FALSE;
}
static void program_of(wchar_t *out, const wchar_t *version) {
  Path own;
  join(own, versions, version);
  join(out, own, L"agent.mjs");
  if (version[0] == 0 || !wcscmp(version, PACKAGED) || !exists(out)) join(out, root, L"agent.mjs");
}
static void reject(const wchar_t *version, const wchar_t *why) {
  Path path;
  note(L"version %ls did not stay (%ls)", version, why);
  join(path, versions, L"rejected");
  FILE *file = _wfopen(path, L"ab");
  if (file) { fprintf(file, "%ls %ls\n", version, why); fclose(file); }
  forget(L"pending");
  forget(L"trying");
}

/** With everything in it; what only points elsewhere is removed, never followed. */
static void remove_tree(const wchar_t *folder) {
  Path pattern, path;
  WIN32_FIND_DATAW found;
  join(pattern, folder, L"*");
  HANDLE search = FindFirstFileW(pattern, &found);
  if (search != INVALID_HANDLE_VALUE) {
    do {
      if (!wcscmp(found.cFileName, L".") || !wcscmp(found.cFileName, L"..")) continue;
      join(path, folder, found.cFileName);
      SetFileAttributesW(path, FILE_ATTRIBUTE_NORMAL);
      if (!(found.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY)) DeleteFileW(path);
      else if (found.dwFileAttributes & FILE_ATTRIBUTE_REPARSE_POINT) RemoveDirectoryW(path);
      else remove_tree(path);
    } while (FindNextFileW(search, &found));
    FindClose(search);
  }
  RemoveDirectoryW(folder);
}

// ---- what only administrators may touch ---------------------------------------------------------------------------

static BOOL is_of_administrators(const wchar_t *folder) {
  PSID owner = NULL;
  PSECURITY_DESCRIPTOR descriptor = NULL;
  if (GetNamedSecurityInfoW((LPWSTR)folder, SE_FILE_OBJECT, OWNER_SECURITY_INFORMATION, &owner, NULL, NULL, NULL, &descriptor) != ERROR_SUCCESS) return FALSE;
  BOOL is = IsWellKnownSid(owner, WinLocalSystemSid) || IsWellKnownSid(owner, WinBuiltinAdministratorsSid);
  LocalFree(descriptor);
  return is;
}
/** Anybody may make folders under ProgramData: one that stood there before our first start and is no administrator's is put aside, never used. */
static void prepare_data(void) {
  SECURITY_ATTRIBUTES attributes = { sizeof attributes, NULL, FALSE };
  DWORD ours = 0, bytes = sizeof ours;
  RegGetValueW(HKEY_LOCAL_MACHINE, REGISTRY, L"HasFolder", RRF_RT_REG_DWORD, NULL, &ours, &bytes);
  if (!ours && exists(data) && !is_of_administrators(data)) {
    Path aside;
    _snwprintf(aside, PATH_MAX_W - 1, L"%ls.foreign-%lu", data, GetTickCount());
    MoveFileExW(data, aside, 0);
  }
  ConvertStringSecurityDescriptorToSecurityDescriptorW(L"O:BAD:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)", SDDL_REVISION_1, &attributes.lpSecurityDescriptor, NULL);
  CreateDirectoryW(data, &attributes);
  CreateDirectoryW(versions, NULL);
  ours = 1;
  RegSetKeyValueW(HKEY_LOCAL_MACHINE, REGISTRY, L"HasFolder", REG_DWORD, &ours, sizeof ours);
  if (attributes.lpSecurityDescriptor) LocalFree(attributes.lpSecurityDescriptor);
}

static BOOL is_made_of(const wchar_t *text, const wchar_t *more) {
  if (!*text) return FALSE;
  for (; *text; text++) if (!(*text < 128 && (iswalnum(*text) || wcschr(more, *text)))) return FALSE;
  return TRUE;
}
static void registered(const wchar_t *name, wchar_t *out) {
  DWORD bytes = (PATH_MAX_W - 1) * sizeof(wchar_t);
  out[0] = 0;
  if (RegGetValueW(HKEY_LOCAL_MACHINE, REGISTRY, name, RRF_RT_REG_SZ, NULL, out, &bytes) != ERROR_SUCCESS) out[0] = 0;
}
/** What the installer was given goes into a file that the agent deletes once it is enrolled; the registry is readable by everybody and forgets it at once. */
static void take_enrolment(void) {
  Path server, token, from, path;
  registered(L"ServerUrl", server);
  registered(L"Token", token);
  registered(L"InstalledFrom", from);
  if (!*token) {
    // lanet-agent_<server>_<token>.msi: one file per site, for those who cannot give properties along.
    wchar_t *name = wcsrchr(from, L'\\'), *host, *word;
    name = name ? name + 1 : from;
    if ((host = wcschr(name, L'_')) && (word = wcschr(host + 1, L'_'))) {
      *word = 0;
      wcscpy(token, word + 1);
      wchar_t *end = wcspbrk(token, L". (");
      if (end) *end = 0;
      if (is_made_of(host + 1, L".-") && is_made_of(token, L"_-")) _snwprintf(server, PATH_MAX_W - 1, L"https://%ls", host + 1);
      else token[0] = 0;
    }
  }
  if (is_made_of(token, L"_-") && is_made_of(server, L".-:/_")) {
    join(path, data, L"enrolment.env");
    FILE *file = _wfopen(path, L"wb");
    if (file) { fprintf(file, "SERVER_URL=%ls\nENROLLMENT_TOKEN=%ls\n", server, token); fclose(file); }
  }
  HKEY key;
  if (RegOpenKeyExW(HKEY_LOCAL_MACHINE, REGISTRY, 0, KEY_SET_VALUE, &key) == ERROR_SUCCESS) {
    RegDeleteValueW(key, L"Token");
    RegDeleteValueW(key, L"InstalledFrom");
    RegCloseKey(key);
  }
}

// ---- the agent as a child -----------------------------------------------------------------------------------------

static HANDLE job, input;
static PROCESS_INFORMATION child;

/** Options of other programs' Node must not reach it. */
static void prepare_environment(BOOL is_trial) {
  Path keys;
  join(keys, root, L"release-keys.json");
  SetEnvironmentVariableW(L"NODE_OPTIONS", NULL);
  SetEnvironmentVariableW(L"NODE_PATH", NULL);
  SetEnvironmentVariableW(L"NODE_REPL_EXTERNAL_MODULE", NULL);
  SetEnvironmentVariableW(L"LANET_VERSIONS", versions);
  SetEnvironmentVariableW(L"LANET_PACKAGED", PACKAGED);
  SetEnvironmentVariableW(L"LANET_RELEASE_KEYS", keys);
  SetEnvironmentVariableW(L"LANET_TRIAL", is_trial ? L"1" : L"0");
  SetEnvironmentVariableW(L"LANET_HOST", L"1");
}
/** In a job of its own, so that nothing it started outlives it. */
static BOOL start(const wchar_t *version, BOOL is_trial) {
  static wchar_t command[4 * PATH_MAX_W];
  Path runtime, program, output;
  SECURITY_ATTRIBUTES inherited = { sizeof inherited, NULL, TRUE };
  JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits = {0};
  STARTUPINFOW startup = { sizeof startup };
  HANDLE theirs;
  prepare_environment(is_trial);
  join(runtime, root, L"lanet-agent-runtime.exe");
  program_of(program, version);
  _snwprintf(command, 4 * PATH_MAX_W - 1, L"\"%ls\" --max-semi-space-size=1 \"%ls\" run --quiet --state-dir \"%ls\" --enrolment \"%ls\\enrolment.env\"", runtime, program, data, data);
  if (!CreatePipe(&theirs, &input, &inherited, 0)) return FALSE;
  SetHandleInformation(input, HANDLE_FLAG_INHERIT, 0);
  join(output, data, L"agent-output.log");
  HANDLE out = CreateFileW(output, GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_DELETE, &inherited, CREATE_ALWAYS, FILE_ATTRIBUTE_NORMAL, NULL);
  startup.dwFlags = STARTF_USESTDHANDLES;
  startup.hStdInput = theirs;
  startup.hStdOutput = startup.hStdError = out;
  job = CreateJobObjectW(NULL, NULL);
  limits.BasicLimitInformation.LimitFlags = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE;
  SetInformationJobObject(job, JobObjectExtendedLimitInformation, &limits, sizeof limits);
  BOOL is_started = CreateProcessW(runtime, command, NULL, NULL, TRUE, CREATE_NO_WINDOW | CREATE_SUSPENDED, NULL, data, &startup, &child);
  DWORD fault = GetLastError();
  CloseHandle(theirs);
  CloseHandle(out);
  if (!is_started) {
    note(L"the agent did not start: %lu", fault);
    CloseHandle(input);
    CloseHandle(job);
    return FALSE;
  }
  AssignProcessToJobObject(job, child.hProcess);
  ResumeThread(child.hThread);
  note(L"started %ls%ls, process %lu", version, is_trial ? L" on trial" : L"", child.dwProcessId);
  return TRUE;
}
/** Its exit code; the job goes with it. */
static DWORD ended(void) {
  DWORD code = 1;
  WaitForSingleObject(child.hProcess, INFINITE);
  GetExitCodeProcess(child.hProcess, &code);
  if (input) CloseHandle(input);
  input = NULL;
  CloseHandle(job);
  CloseHandle(child.hThread);
  CloseHandle(child.hProcess);
  note(L"the agent ended with %lu", code);
  return code;
}
/** Closing its input is the word to stop: Windows has no signals. */
static void stop_child(void) {
  CloseHandle(input);
  input = NULL;
  if (WaitForSingleObject(child.hProcess, STOP_MS) != WAIT_OBJECT_0) {
    note(L"the agent did not stop in time");
    TerminateJobObject(job, 1);
  }
  ended();
}
/** Not understood, refused by the server, not enrolled or withdrawn: trying again would change nothing. */
static BOOL is_for_good(DWORD code) { return code == 0 || code == 64 || code == 77 || code == 78; }

/** Until it is told to stop, or the agent ended for good; the answer is the agent's code. */
static DWORD run(void) {
  Version current, pending;
  DWORD pause_ms = 1000;
  wchar_t seconds[8];
  DWORD trial_ms = (GetEnvironmentVariableW(L"LANET_TRIAL_SECONDS", seconds, 8) ? (DWORD)_wtoi(seconds) : TRIAL_S) * 1000;
  for (;;) {
    CreateDirectoryW(versions, NULL);
    // A package that is newer than what was fetched wins, and brings its own keys.
    if (said(L"current", current) && !is_newer(current, PACKAGED)) {
      remove_tree(versions);
      CreateDirectoryW(versions, NULL);
      current[0] = 0;
    }
    if (!current[0]) wcscpy(current, PACKAGED);
    BOOL is_trial = said(L"pending", pending);
    if (is_trial && wcscmp(pending, PACKAGED)) {
      Path own, program;
      join(own, versions, pending);
      join(program, own, L"agent.mjs");
      if (!exists(program)) { reject(pending, L"missing"); is_trial = FALSE; }
    }
    // The power went away in the middle of a trial.
    if (is_trial && stands(L"trying")) { reject(pending, L"interrupted"); is_trial = FALSE; }
    forget(L"health.ok");
    forget(L"trial.offline");
    if (is_trial) say(L"trying", pending); else forget(L"trying");

    ULONGLONG began = GetTickCount64();
    BOOL is_started = start(is_trial ? pending : current, is_trial), is_healthy = !is_trial, is_over = FALSE;
    wchar_t why[32] = L"crash";
    while (is_started && !is_over) {
      HANDLE both[2] = { stop_event, child.hProcess };
      DWORD woke = WaitForMultipleObjects(2, both, FALSE, is_healthy ? INFINITE : 500);
      if (woke == WAIT_OBJECT_0) {
        stop_child();
        if (!is_healthy) forget(L"trying");
        return 0;
      }
      Version well;
      if (woke == WAIT_OBJECT_0 + 1) is_over = TRUE;
      else if (said(L"health.ok", well) && !wcscmp(well, pending)) {
        is_healthy = TRUE;
        say(L"previous", current);
        if (!wcscmp(pending, PACKAGED)) forget(L"current"); else say(L"current", pending);
        forget(L"pending");
        forget(L"trying");
        forget(L"health.ok");
        note(L"%ls is healthy and stays", pending);
      } else if (GetTickCount64() - began > trial_ms) {
        wcscpy(why, stands(L"trial.offline") ? L"offline" : L"hang");
        TerminateJobObject(job, 1);
        is_over = TRUE;
      }
    }
    DWORD code = is_started ? ended() : 1;
    if (!is_healthy) {
      if (!wcscmp(why, L"crash")) _snwprintf(why, 31, L"crash %lu", code);
      reject(pending, why);
      continue;
    }
    if (code == EXIT_UPDATE && is_started) {
      if (!said(L"pending", pending) && WaitForSingleObject(stop_event, 1000) == WAIT_OBJECT_0) return 0;
      pause_ms = 1000;
      continue;
    }
    if (is_started && is_for_good(code)) return code;
    if (GetTickCount64() - began > 60000) pause_ms = 1000;
    if (WaitForSingleObject(stop_event, pause_ms) == WAIT_OBJECT_0) return 0;
    if (pause_ms < 60000) pause_ms *= 2;
  }
}

// ---- the service --------------------------------------------------------------------------------------------------

static void tell(DWORD state, DWORD code) {
  static DWORD step = 1;
  SERVICE_STATUS status = { SERVICE_WIN32_OWN_PROCESS, state, state == SERVICE_RUNNING ? SERVICE_ACCEPT_STOP | SERVICE_ACCEPT_PRESHUTDOWN : 0, code ? ERROR_SERVICE_SPECIFIC_ERROR : NO_ERROR, code, 0, 0 };
  if (state == SERVICE_START_PENDING || state == SERVICE_STOP_PENDING) { status.dwCheckPoint = step++; status.dwWaitHint = 2 * STOP_MS; }
  SetServiceStatus(status_handle, &status);
}
static DWORD WINAPI hear(DWORD control, DWORD type, LPVOID event, LPVOID context) {
  (void)type; (void)event; (void)context;
  if (control == SERVICE_CONTROL_STOP || control == SERVICE_CONTROL_PRESHUTDOWN) {
    tell(SERVICE_STOP_PENDING, 0);
    SetEvent(stop_event);
    return NO_ERROR;
  }
  return control == SERVICE_CONTROL_INTERROGATE ? NO_ERROR : ERROR_CALL_NOT_IMPLEMENTED;
}
/** What the installer's tables cannot say: a quoted path, and that Windows starts the host again should it crash. */
static void mend_service(void) {
  Path self;
  wchar_t quoted[PATH_MAX_W + 2];
  SC_HANDLE manager = OpenSCManagerW(NULL, NULL, SC_MANAGER_CONNECT);
  SC_HANDLE service = manager ? OpenServiceW(manager, SERVICE_NAME, SERVICE_CHANGE_CONFIG | SERVICE_START) : NULL;
  if (service) {
    SC_ACTION again[3] = { { SC_ACTION_RESTART, 5000 }, { SC_ACTION_RESTART, 30000 }, { SC_ACTION_RESTART, 60000 } };
    SERVICE_FAILURE_ACTIONSW failure = { 86400, NULL, NULL, 3, again };
    GetModuleFileNameW(NULL, self, PATH_MAX_W);
    _snwprintf(quoted, PATH_MAX_W + 1, L"\"%ls\"", self);
    ChangeServiceConfigW(service, SERVICE_NO_CHANGE, SERVICE_NO_CHANGE, SERVICE_NO_CHANGE, quoted, NULL, NULL, NULL, NULL, NULL, NULL);
    ChangeServiceConfig2W(service, SERVICE_CONFIG_FAILURE_ACTIONS, &failure);
    CloseServiceHandle(service);
  }
  if (manager) CloseServiceHandle(manager);
}
static void WINAPI serve(DWORD count, LPWSTR *words) {
  (void)count; (void)words;
  status_handle = RegisterServiceCtrlHandlerExW(SERVICE_NAME, hear, NULL);
  tell(SERVICE_START_PENDING, 0);
  prepare_data();
  take_enrolment();
  mend_service();
  tell(SERVICE_RUNNING, 0);
  DWORD code = run();
  // A service that ends at once fails its installation: whoever mistyped a token reads why in the log, and writes a new one.
  if (code) WaitForSingleObject(stop_event, 60000);
  tell(SERVICE_STOPPED, code);
}

/** Any other words are for the agent's own command line. */
static int pass_on(void) {
  static wchar_t command[32768];
  Path runtime, program;
  Version current;
  STARTUPINFOW startup = { sizeof startup };
  PROCESS_INFORMATION process;
  DWORD code = 1;
  const wchar_t *rest = GetCommandLineW();
  // The first word is this program, quoted or not.
  if (*rest == L'"') { rest = wcschr(rest + 1, L'"'); rest = rest ? rest + 1 : L""; } else while (*rest && *rest != L' ') rest++;
  said(L"current", current);
  program_of(program, current);
  join(runtime, root, L"lanet-agent-runtime.exe");
  _snwprintf(command, 32767, L"\"%ls\" \"%ls\"%ls", runtime, program, rest);
  prepare_environment(FALSE);
  SetEnvironmentVariableW(L"LANET_HOST", NULL);
  if (!CreateProcessW(runtime, command, NULL, NULL, TRUE, 0, NULL, NULL, &startup, &process)) return 1;
  WaitForSingleObject(process.hProcess, INFINITE);
  GetExitCodeProcess(process.hProcess, &code);
  return (int)code;
}

int wmain(int count, wchar_t **words) {
  PWSTR folder = NULL;
  SERVICE_TABLE_ENTRYW table[] = { { SERVICE_NAME, serve }, { NULL, NULL } };
  GetModuleFileNameW(NULL, root, PATH_MAX_W);
  *wcsrchr(root, L'\\') = 0;
  // Fetched versions lie where no user may write.
  join(versions, root, L"versions");
  if (SHGetKnownFolderPath(&FOLDERID_ProgramData, 0, NULL, &folder) != S_OK) return 1;
  join(data, folder, L"LanetAgent");
  SetEnvironmentVariableW(L"ProgramData", folder);
  stop_event = CreateEventW(NULL, TRUE, FALSE, NULL);
  if (count > 1 && !wcscmp(words[1], L"--purge")) {
    // The old package asks for it while a newer one, whose host this is, takes its place.
    if (count > 2 && wcscmp(words[2], PACKAGED)) return 0;
    remove_tree(versions);
    remove_tree(data);
    RegDeleteTreeW(HKEY_LOCAL_MACHINE, REGISTRY);
    return 0;
  }
  if (count > 1) return pass_on();
  if (StartServiceCtrlDispatcherW(table)) return 0;
  fwprintf(stderr, L"lanet-agent: started by the service manager; other commands: lanet-agent --help\n");
  return 1;
}
