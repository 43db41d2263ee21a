# SPDX-License-Identifier: BSD-3-Clause
# UC_SYSCALL_<number> names the function behind a call and UC_RESTART_<number> tells whether a handler with SA_RESTART
# lets it go on (signal(7)); UC_SYSCALL_LIST(call) applies `call` to each number and function.
awk '
	BEGIN {
		print "/* Made from musl: the functions behind the numbers of system calls. */"
		split("poll ppoll select pselect6 epoll_wait epoll_pwait pause nanosleep clock_nanosleep rt_sigsuspend " \
		      "rt_sigtimedwait msgrcv msgsnd semop semtimedop io_getevents", names, " ")
		for (i in names)
			never[names[i]] = 1
	}
	$1 == "#define" && $2 ~ /^__NR_/ && $3 ~ /^[0-9]+$/ {
		name = substr($2, 6)
		list = list " \\\n\tcall(" $3 ", uc_sys_" name "),"
		printf "#define UC_SYSCALL_%s uc_sys_%s\n#define UC_RESTART_%s %d\n", $3, name, $3, !(name in never)
		printf "long uc_sys_%s();\n", name
	}
	END { print "#define UC_SYSCALL_LIST(call)" list }
' "$2" > "$1"
