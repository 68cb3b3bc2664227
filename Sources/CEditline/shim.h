// libedit, as Swift can call it: every variadic call that is needed, in a function of fixed arity.
#pragma once

#include <histedit.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <wchar.h>

// <wchar.h> hides this one unless a feature macro is set before the first system header.
extern int wcwidth(wchar_t character);

typedef unsigned char (*editline_function)(EditLine *editor, wint_t character);

static inline int editline_set_reader(EditLine *editor, el_rfunc_t reader) {
    return el_wset(editor, EL_GETCFN, reader);
}

static inline int editline_set_client(EditLine *editor, void *client) {
    return el_wset(editor, EL_CLIENTDATA, client);
}

static inline void *editline_client(EditLine *editor) {
    void *client = NULL;
    el_wget(editor, EL_CLIENTDATA, &client);
    return client;
}

static inline int editline_set_flag(EditLine *editor, int option, int value) {
    return el_wset(editor, option, value);
}

static inline int editline_set_keymap(EditLine *editor, const char *name) {
    return el_set(editor, EL_EDITOR, name);
}

static inline const char *editline_keymap(EditLine *editor) {
    const char *name = NULL;
    el_get(editor, EL_EDITOR, &name);
    return name;
}

// Nothing is to be drawn: a terminal that can do nothing keeps libedit from the termcap library, whose state is shared
// by all threads.
static inline int editline_set_no_terminal(EditLine *editor) {
    return el_set(editor, EL_TERMINAL, "dumb");
}

static inline int editline_add_function(
    EditLine *editor, const char *name, const char *help, editline_function function
) {
    return el_set(editor, EL_ADDFN, name, help, function);
}

static inline int editline_bind(EditLine *editor, const char *key, const char *function) {
    return el_set(editor, EL_BIND, key, function, NULL);
}

// In vi mode: the map of the command mode.
static inline int editline_bind_alternative(EditLine *editor, const char *key, const char *function) {
    return el_set(editor, EL_BIND, "-a", key, function, NULL);
}

static inline int terminal_size(int descriptor, unsigned short *rows, unsigned short *columns) {
    struct winsize size;
    if (ioctl(descriptor, TIOCGWINSZ, &size) != 0) return -1;
    *rows = size.ws_row;
    *columns = size.ws_col;
    return 0;
}

static inline int terminal_set_size(int descriptor, unsigned short rows, unsigned short columns) {
    struct winsize size = {.ws_row = rows, .ws_col = columns};
    return ioctl(descriptor, TIOCSWINSZ, &size);
}
