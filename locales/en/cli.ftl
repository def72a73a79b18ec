cli-help = Học Thi: training, quizzes, contests and certificates for rapporteurs and communicators
cli-help-lang = Language of the command: vi or en
cli-examples = Examples:
    {"  "}hocthi demo                try it on this machine now
    {"  "}hocthi serve               serve for real on var/
    {"  "}hocthi doctor              check that everything is in order
cli-help-serve = Serve for real; the first start prints a link to create the administrator
cli-help-serve-bind = Address to listen on, 127.0.0.1:8080 unless set
cli-help-serve-print-config = Print the settings in force (secrets masked) and exit
cli-examples-serve = Examples:
    {"  "}hocthi serve --bind 127.0.0.1:9000
    {"  "}DATABASE_URL=postgres://hocthi@localhost/hocthi hocthi serve
cli-help-demo = Try it on throw-away data with accounts ready; the data vanish when it stops
cli-help-demo-bind = Address to listen on; only when named here is the demo reachable from outside this machine
cli-help-demo-people = Add this many trainees hocvien0001… sharing one password
cli-help-demo-json = Once ready, print one line of JSON: the address and the accounts
cli-examples-demo = Examples:
    {"  "}hocthi demo
    {"  "}hocthi demo --people 1000 --json
cli-help-migrate = Bring the database's schema up to date
cli-help-doctor = Check settings, disk, clock, database and the audit chain
cli-help-doctor-json = Print the result as JSON
cli-help-rebuild = Compute every attempt's score again from the facts and compare
cli-help-user = Accounts
cli-help-user-add = Create an account; prints a one-time password
cli-help-user-add-username = User name
cli-help-user-add-name = Full name
cli-help-user-add-phone = Phone number
cli-help-user-add-email = E-mail
cli-help-user-add-role = Role: trainee, trainer, organizer, judge, unit_leader, admin
cli-help-user-add-unit = Code of a unit; the role then holds in it and below
cli-examples-user-add = Example:
    {"  "}hocthi user add lan --name "Nguyễn Thị Lan" --phone 0912345678
cli-help-user-password = Set a new one-time password for somebody
cli-help-user-password-username = User name
cli-help-bank = Item banks
cli-help-bank-check = Check bank folders; every fault with file and line
cli-help-bank-check-paths = Folders with a bank.toml
cli-help-bank-check-json = Print the result as JSON
cli-help-bank-check-strict = Treat every piece of advice as a fault
cli-examples-bank-check = Example:
    {"  "}hocthi bank check question_banks/kl-57
cli-help-course = Courses
cli-help-course-check = Check course folders; every fault with file and line
cli-help-course-check-paths = Folders with a course.toml
cli-help-course-check-json = Print the result as JSON
cli-help-course-check-strict = Treat every piece of advice as a fault
cli-examples-course-check = Example:
    {"  "}hocthi course check courses/kl-57
cli-help-certificate = Certificates
cli-help-certificate-verify = Check a code or a file of a certificate
cli-help-certificate-verify-code = The 12 characters printed on the certificate, or a file (.pdf, .jwt, .json, .svg, .png)
cli-help-certificate-verify-json = Print the result as JSON
cli-examples-contest-verify = Examples:
    {"  "}hocthi contest verify tim-hieu-kl-57.tuan-1.ket-qua.json
cli-examples-contest-finalize = Examples:
    {"  "}hocthi contest finalize tim-hieu-kl-57.tuan-1
cli-examples-certificate-verify = Example:
    {"  "}hocthi certificate verify 7K2M-Q9XD-41T9
    {"  "}hocthi certificate verify chung-nhan.pdf
cli-help-backup = Make a consistent copy, also while the service runs
cli-help-backup-file = The copy's file
cli-help-restore = Restore from a checked copy; what was there is kept beside it
cli-help-restore-file = The copy's file
cli-help-bench = Measure how fast this machine saves responses, beside points of comparison
cli-help-bench-seconds = Seconds of each measurement
cli-help-bench-takers = People taking the quiz at once, separated by commas
cli-help-bench-finalize = Measure instead how long the result of a round of so many attempts takes, separated by commas
cli-help-bench-certificates = Measure instead how long a batch of so many certificates takes to issue and to print, separated by commas
cli-help-bench-json = Print the result as JSON
cli-examples-bench = Examples:
    {"  "}hocthi bench
    {"  "}hocthi bench --seconds 2 --takers 64 --json
    {"  "}hocthi bench --finalize 10000,100000
    {"  "}hocthi bench --certificates 10000

cli-error = Error: { $what }
cli-config-wrong = The setting { $name } has the value “{ $value }”, which cannot be used. { $allowed }
cli-config-database-url = Write sqlite://PATH or postgres://user@host/name.
cli-config-bind = Write an IP address and a port, for example 127.0.0.1:8080.
cli-config-base-url = Write http:// or https:// and a host, without / at the end, for example https://hocthi.tiengiang.vn.
cli-config-number = Write a whole number above 0 and not too large.
cli-config-bool = Write true or false.
cli-config-symbol = At most 30 characters and no /, for example GCN-BTG.
cli-config-smtp-url = The mail server's address, for example smtps://user:password@mail.example.vn:465.
cli-config-mail-from = The sender's address, for example Học Thi <hocthi@example.vn>. Needed with HOCTHI_SMTP_URL.
cli-config-file = Mend hocthi.toml: TOML syntax, names of settings.
cli-storage-unusable = The database cannot be used: { $why }
cli-storage-failed = The database failed: { $why }
cli-file-failed = { $path }: { $why }
cli-port-in-use = Another program uses { $address }. Stop it, or choose another port with --bind.
cli-locale = A message file is faulty: { $why }
cli-migrate-nothing = { $database }: the schema is up to date.
cli-migrate-done = { $database }: { $n } schema changes applied.
cli-serve-first-admin = There is no administrator yet. Open this link once, within 24 hours, to create the first:
    {"  "}{ $link }
cli-serve-ready = Học Thi is running at { $address }
cli-serve-stopped = Học Thi has stopped.
cli-demo-issuer = TRAINING CENTRE (DEMONSTRATION)
cli-demo-loopback = A demonstration is not opened to other machines unless asked. If you mean it, say so: hocthi demo --bind { $address }
cli-demo-ready = The demonstration is running at { $address }
    Accounts (role, user name, password):
cli-demo-stop = Press Ctrl+C to stop; the demonstration's data vanish.
cli-demo-people = { $done }/{ $total } trainees created
cli-user-role = There is no role “{ $role }”. Roles: trainee, trainer, organizer, judge, unit_leader, admin.
cli-user-unknown = There is no account “{ $username }”.
cli-user-added = Created the account { $username }. One-time password: { $password }
cli-user-password = New one-time password of { $username }: { $password }
cli-check-faults = { $path }: { $n } faults.
cli-check-advice = { $path }: no faults; { $n } pieces of advice.
cli-bank-clean = { $path }: { $n } items, no fault.
cli-course-clean = { $path }: { $n } lessons, no fault.
cli-doctor-settings = Settings can be read; the database is at { $value }
cli-doctor-disk = The data folder can be written: { $value }
cli-doctor-clock = Clock: { $value }
cli-doctor-content = Courses shipped: { $value }
cli-doctor-database = Database: { $value }
cli-doctor-integrity = Integrity of the data { $value }
cli-doctor-audit = The audit chain is whole, { $value } events
cli-doctor-audit-broken = The audit chain breaks at event { $value }
cli-rebuild-differs = Attempt { $attempt }: the stored score differs from the computed one.
cli-rebuild-done = { $n } attempts computed again, { $wrong } differ.
cli-certificate-form = “{ $code }” is no certificate code: a code has 12 digits and letters, for example 7K2M-Q9XD-41T9.
cli-certificate-unknown = No certificate has the code { $code }.
cli-certificate-valid = Valid: number { $number }, { $name }, { $achievement }, issued by { $issuer } on { $date }.
cli-certificate-revoked = Revoked: number { $number }, { $name }, { $achievement }, issued by { $issuer } on { $date }.
cli-backup-postgres = For PostgreSQL use pg_dump and pg_restore; see docs/OPERATIONS.md.
cli-backup-exists = { $path } is there already; choose another name so that no older copy is overwritten.
cli-backup-done = Copied and checked { $path } ({ $bytes } bytes).
cli-restore-done = Restored { $path }; what was there before is kept beside it.

cli-bench-title = { $database }, { $takers } people taking the quiz at once ({ $rounds } rounds of { $seconds } seconds; figures are medians)
cli-bench-row = { $name }: { $rate } saves per second, p50 { $p50 } ms, p99 { $p99 } ms, server CPU { $cpu } µs each, memory { $memory } MiB, errors { $errors }
cli-bench-ratio-product-to-upsert = Học Thi against (b) grouped write only: { $percent }%
cli-bench-ratio-product-to-bare = Học Thi against (a) bare route: { $percent }%
cli-bench-ratio-upsert-to-single = Grouped writes (b) against one commit each (c): { $times } times as fast
cli-bench-attempt = { $database }, a whole attempt (start, page, 20 saves, submit, result), { $at_once } at once, mean of { $attempts }: { $cpu } ms of server CPU, { $wall } ms on the clock
cli-bench-finalized = { $attempts } attempts: drawn again, scored, ranked in { $make } s; written and signed in { $sign } s; read again and checked in { $verify } s; file { $size } MiB; peak memory { $peak } MiB
cli-bench-issued = { $certificates } certificates: numbered and recorded in { $issue } s ({ $issued } a second); PDFs on one core in { $print } s ({ $printed } a second), { $size } MiB; peak memory { $peak } MiB
cli-bench-failed = Could not measure: { $why }
cli-bench-no-server = the server “{ $variant }” did not start; what it said stands above
cli-bench-seconds = --seconds takes 1 to { $most }.
cli-bench-finalize = --finalize takes numbers from 1 to { $most }, separated by commas.
cli-bench-certificates = --certificates takes numbers from 1 to { $most }, separated by commas.
cli-bench-takers = --takers takes numbers from 1 to { $most }, separated by commas.
cli-bench-files = { $takers } people need { $need } open files, but only { $most } are allowed here. Run “ulimit -n { $need }” first, or lower --takers.
cli-bench-linux-only = The server's CPU and memory can be measured on Linux only; here there are speed and latency.
cli-bench-interrupted = Stopped as asked; servers and throw-away data are gone.
cli-bench-preparing = Preparing { $takers } people…
cli-bench-progress = Round { $round }/{ $rounds }, { $takers } people: { $name }
cli-bench-attempts-done = { $done } attempts done
cli-bench-name-bare = (a) bare route
cli-bench-name-upsert = (b) grouped write only
cli-bench-name-single = (c) one commit each
cli-bench-name-product = Học Thi

file-toml = cannot be read: { $reason }. Mend the TOML on this line.
file-unknown_topic = the file's name “{ $topic }” is no topic of bank.toml. Add the topic or rename the file.
file-item_code_twice = the code { $code } is used at { $where }. Every item needs its own.
file-item_type = item { $item }: there is no type “{ $value }”. Use one of: single_choice, multiple_response, true_false, true_false_cluster, short_answer, numerical, matching, ordering, gap_fill, essay.
file-item_level = item { $item }: there is no level “{ $value }”. Use nhan_biet, thong_hieu, van_dung or van_dung_cao.
file-item_status = item { $item }: there is no status “{ $value }”. Use draft, in_review, approved or retired.
file-item_stem_empty = item { $item }: no stem.
file-item_rationale_empty = item { $item }: no rationale.
file-item_points = item { $item }: { $value } points cannot be used. Points are hundredths, 1 to 100000; 100 is one point.
file-item_option_twice = item { $item }: the option “{ $value }” is empty or stands twice.
file-item_option_count = item { $item }: { $value } options. Single choice needs 2–9, multiple response 3–9.
file-item_single_key = item { $item }: { $value } keys; single choice needs exactly one option with key = true.
file-item_multiple_key = item { $item }: { $value } keys; multiple response needs at least one key and one wrong option.
file-item_truth_options = item { $item }: a true/false statement has no options; remove them.
file-item_truth_key = item { $item }: a true/false statement needs key = true or key = false.
file-citation_source = item { $item }: there is no source “{ $value }”. Add it to sources.toml or mend the code.
file-citation_clause = { $item }: there is no clause “{ $value }” in the source. Add it to sources.toml or mend the citation.
file-bank_toml_missing = the folder has no bank.toml.
file-course_toml_missing = the folder has no course.toml.
file-course_source = the source “{ $value }” is not in sources.toml.
file-course_lesson_missing = the lesson file { $value } named in lessons is not there.
file-course_lesson_unlisted = the lesson file is not named in lessons of course.toml.
file-lesson_front_matter = a lesson needs a head between two lines of +++.
file-lesson_minutes = { $value } minutes are not sensible; write 1 to 120.
file-lesson_block_unknown = there is no block “{ $value }”. Blocks: key-points, note, timeline, self-check.
file-lesson_block_open = the block “{ $value }” is never closed by a line :::
file-lesson_self_check = a self-check needs a line “?”, options “- [ ]” with exactly one “- [x]”, and a line “>” that explains.
file-lesson_timeline = a timeline needs lines “- date | event”.
file-quiz_bank = there is no bank “{ $value }”.
file-quiz_blueprint_size = the blueprint draws { $value } items; 1 to 200 are needed.
file-quiz_cell_bank = the blueprint's cell { $value } names no bank; write bank in the cell or in [quiz].
file-quiz_requires_unknown = “{ $value }” must be passed first, but no quiz has that code.
file-quiz_requires_itself = quiz “{ $value }” cannot require itself.
file-certificate_without_quiz = there is a [certificate] “{ $value }” but no [quiz] that leads to it.
file-source_twice = source “{ $value }” is defined twice; keep one and cite its code from the other place.
file-quiz_cell_twice = the blueprint's cell { $value } stands twice.
file-quiz_cell_short = cell { $value }: { $need } items needed, { $have } approved.
file-quiz_pass_percent = a pass mark of { $value }% cannot be used; write 1 to 100.
file-quiz_attempts = { $value } attempts cannot be used; 0 is no limit.
file-quiz_time_limit = { $value } minutes cannot be used; write 1 to 600.
file-text_nfc = text is not composed (NFC) near “{ $value }”. Type it with a composing Unicode keyboard.
file-text_quote = { $item }: straight quote at “{ $value }”. Use “ ”.
file-text_spaces = { $item }: two spaces in a row at “{ $value }”.
file-text_space_before = { $item }: a space before punctuation at “{ $value }”.
file-text_date = { $item }: the date “{ $value }” is not written as is usual. Days below 10 and the months 1 and 2 have a leading zero: 09/01/2023, 15/6/2023.
file-text_date_impossible = { $item }: there is no day “{ $value }”.
file-text_decimal = { $item }: “{ $value }” needs a decimal comma (84,7%).
file-text_range = { $item }: the range “{ $value }” needs an en dash (2011–2020).
file-item_catch_all = item { $item }: option “{ $value }” speaks of other options. Replace it by one of its own.
file-item_negative = item { $item }: the question is negative (“{ $value }”). Ask it positively, or put the negative in bold: **không**.
file-item_charged = item { $item }: the phrase “{ $value }” is not neutral. Report it in neutral words.
file-item_stem_end = item { $item }: the stem should end with “{ $value }”.
file-item_long_sentence = item { $item }: a sentence of { $value } syllables; at most { $most } is better. Split it.
file-item_long_stem = item { $item }: the stem has { $value } syllables; at most { $most } is better.
file-item_no_case = item { $item }: application needs a case in the stem, which has only { $value } syllables.
file-item_short_rationale = item { $item }: the rationale has only { $value } syllables. Say why the key is right and the others are wrong.
file-item_option_lengths = item { $item }: the longest option has { $longest } characters, the shortest { $shortest }. Make them of like length.
file-item_option_stops = item { $item }: some options end with a full stop and some do not.
file-item_near_duplicate = item { $item }: nearly the same as { $other }. Drop one or ask another fact.
file-bank_level_share = level { $level } has { $value }% of the items; about { $planned }% is planned.
file-bank_key_longest = the key is the longest option in { $value }% of the single choice items; at most { $most }% is better.
file-bank_key_place = the key stands at place { $place } in { $value }% of the single choice items; at most { $most }% is better.
file-course_lesson_count = the course has { $value } lessons; 6 to 10 is better.
file-course_source_unlisted = source “{ $value }” is cited by a lesson but missing in sources.
file-course_source_uncited = source “{ $value }” stands in sources but no lesson cites it.
file-course_topic_untaught = topic “{ $value }” stands in the blueprint but no lesson teaches it.
file-lesson_length = the lesson says { $value } minutes; 8 to 15 is better.
file-lesson_pace = the lesson has { $words } syllables and says { $value } minutes; people read about 105–165 a minute.
file-lesson_part_missing = the lesson lacks “{ $value }”.
file-lesson_uncited = { $item }: this paragraph states a date or a percentage and no source. Add [^SOURCE:clause].
cli-help-contest = Contests
cli-help-contest-verify = Check a published result file; needs no database
cli-help-contest-verify-file = Result file (JSON)
cli-help-contest-verify-json = Print the verdict as JSON
cli-help-contest-finalize = Publish the result of a round that two people have approved
cli-help-contest-finalize-round = Code of the contest, a dot, code of the round: tim-hieu-kl-57.tuan-1
cli-contest-stands = It stands: { $title }. { $participants } people, { $attempts } attempts; every paper drawn again, every attempt scored again, the ranking and the signature are right.
    hash published before the opening: { $commitment }
    Merkle root: { $root }
    key: { $key }
    Compare hash and key with the public page of the contest.
cli-contest-falls = { $path } does not stand, at { $place }: { $why }.
cli-contest-falls-whole = { $path } does not stand: { $why }.
cli-contest-unreadable = Cannot read { $path }: { $why }
cli-contest-published = Published: { $title }, { $n } people with a result.
cli-help-heading-usage = Usage:
cli-help-heading-commands = Commands
cli-help-heading-options = Options
cli-help-heading-arguments = Arguments
cli-help-own = Print this help
cli-help-version = Print the version
