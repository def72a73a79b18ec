cli-help = Học Thi: bồi dưỡng, kiểm tra, cuộc thi và chứng nhận cho báo cáo viên, tuyên truyền viên
cli-help-lang = Ngôn ngữ của lệnh: vi hoặc en
cli-examples = Ví dụ:
    {"  "}hocthi demo                dùng thử ngay trên máy này
    {"  "}hocthi serve               chạy thật trên thư mục var/
    {"  "}hocthi doctor              kiểm tra mọi thứ có ổn không
cli-help-serve = Chạy dịch vụ thật; lần đầu in liên kết tạo quản trị viên
cli-help-serve-bind = Địa chỉ lắng nghe, mặc định 127.0.0.1:8080
cli-help-serve-print-config = In các thiết lập đang có hiệu lực (giấu bí mật) rồi thoát
cli-examples-serve = Ví dụ:
    {"  "}hocthi serve --bind 127.0.0.1:9000
    {"  "}DATABASE_URL=postgres://hocthi@localhost/hocthi hocthi serve
cli-help-demo = Dùng thử trên dữ liệu tạm, có sẵn các tài khoản; dữ liệu mất khi dừng
cli-help-demo-bind = Địa chỉ lắng nghe; chỉ khi nêu rõ ở đây bản dùng thử mới mở ra ngoài máy này
cli-help-demo-people = Thêm chừng này học viên hocvien0001… dùng chung một mật khẩu
cli-help-demo-json = Khi đã sẵn sàng, in một dòng JSON: địa chỉ và các tài khoản
cli-examples-demo = Ví dụ:
    {"  "}hocthi demo
    {"  "}hocthi demo --people 1000 --json
cli-help-migrate = Đưa cấu trúc cơ sở dữ liệu lên bản mới nhất
cli-help-doctor = Kiểm tra thiết lập, ổ đĩa, đồng hồ, cơ sở dữ liệu và chuỗi nhật ký
cli-help-doctor-json = In kết quả dạng JSON
cli-help-rebuild = Tính lại điểm của mọi lượt làm từ dữ kiện gốc và so với điểm đang lưu
cli-help-user = Tài khoản
cli-help-user-add = Tạo tài khoản; in mật khẩu dùng một lần
cli-help-user-add-username = Tên đăng nhập
cli-help-user-add-name = Họ và tên
cli-help-user-add-phone = Số điện thoại
cli-help-user-add-email = E-mail
cli-help-user-add-role = Vai trò: trainee, trainer, organizer, judge, unit_leader, admin
cli-help-user-add-unit = Mã đơn vị; vai trò khi đó chỉ trong đơn vị này và cấp dưới
cli-examples-user-add = Ví dụ:
    {"  "}hocthi user add lan --name "Nguyễn Thị Lan" --phone 0912345678
cli-help-user-password = Đặt mật khẩu mới dùng một lần cho một người
cli-help-user-password-username = Tên đăng nhập
cli-help-bank = Ngân hàng câu hỏi
cli-help-bank-check = Kiểm tra thư mục ngân hàng câu hỏi, nêu từng lỗi theo tệp và dòng
cli-help-bank-check-paths = Thư mục có bank.toml
cli-help-bank-check-json = In kết quả dạng JSON
cli-help-bank-check-strict = Coi mỗi lời khuyên là một lỗi
cli-examples-bank-check = Ví dụ:
    {"  "}hocthi bank check question_banks/kl-57
cli-help-course = Khóa học
cli-help-course-check = Kiểm tra thư mục khóa học, nêu từng lỗi theo tệp và dòng
cli-help-course-check-paths = Thư mục có course.toml
cli-help-course-check-json = In kết quả dạng JSON
cli-help-course-check-strict = Coi mỗi lời khuyên là một lỗi
cli-examples-course-check = Ví dụ:
    {"  "}hocthi course check courses/kl-57
cli-help-certificate = Chứng nhận
cli-help-certificate-verify = Kiểm tra một mã hoặc một tệp chứng nhận
cli-help-certificate-verify-code = Mã 12 ký tự in trên chứng nhận, hoặc tệp (.pdf, .jwt, .json, .svg, .png)
cli-help-certificate-verify-json = In kết quả dạng JSON
cli-examples-contest-verify = Ví dụ:
    {"  "}hocthi contest verify tim-hieu-kl-57.tuan-1.ket-qua.json
cli-examples-contest-finalize = Ví dụ:
    {"  "}hocthi contest finalize tim-hieu-kl-57.tuan-1
cli-examples-certificate-verify = Ví dụ:
    {"  "}hocthi certificate verify 7K2M-Q9XD-41T9
    {"  "}hocthi certificate verify chung-nhan.pdf
cli-help-backup = Sao lưu nhất quán, kể cả khi dịch vụ đang chạy
cli-help-backup-file = Tệp bản sao
cli-help-restore = Khôi phục từ bản sao đã kiểm tra; dữ liệu cũ được giữ bên cạnh
cli-help-restore-file = Tệp bản sao
cli-help-bench = Đo tốc độ lưu câu trả lời của chính máy này, kèm các mốc so sánh
cli-help-bench-seconds = Số giây của mỗi lần đo
cli-help-bench-takers = Số người làm bài cùng lúc, cách nhau bằng dấu phẩy
cli-help-bench-finalize = Đo thay vào đó thời gian lập kết quả của một vòng có ngần ấy lượt, cách nhau bằng dấu phẩy
cli-help-bench-certificates = Đo thay vào đó thời gian cấp và in một đợt có ngần ấy chứng nhận, cách nhau bằng dấu phẩy
cli-help-bench-json = In kết quả dạng JSON
cli-examples-bench = Ví dụ:
    {"  "}hocthi bench
    {"  "}hocthi bench --seconds 2 --takers 64 --json
    {"  "}hocthi bench --finalize 10000,100000
    {"  "}hocthi bench --certificates 10000

cli-error = Lỗi: { $what }
cli-config-wrong = Thiết lập { $name } có giá trị “{ $value }” không dùng được. { $allowed }
cli-config-database-url = Hãy ghi sqlite://ĐƯỜNG_DẪN hoặc postgres://người_dùng@máy/tên.
cli-config-bind = Hãy ghi địa chỉ IP và cổng, ví dụ 127.0.0.1:8080.
cli-config-base-url = Hãy ghi http:// hoặc https:// kèm tên máy, không có dấu / ở cuối, ví dụ https://hocthi.tiengiang.vn.
cli-config-number = Hãy ghi một số nguyên lớn hơn 0 và không quá lớn.
cli-config-bool = Hãy ghi true hoặc false.
cli-config-symbol = Ký hiệu dài không quá 30 ký tự và không có dấu /, ví dụ GCN-BTG.
cli-config-smtp-url = Địa chỉ máy chủ thư, ví dụ smtps://tài-khoản:mật-khẩu@mail.example.vn:465.
cli-config-mail-from = Địa chỉ người gửi, ví dụ Học Thi <hocthi@example.vn>. Cần khi có HOCTHI_SMTP_URL.
cli-config-file = Hãy sửa tệp hocthi.toml cho đúng cú pháp TOML và tên thiết lập.
cli-storage-unusable = Không dùng được cơ sở dữ liệu: { $why }
cli-storage-failed = Cơ sở dữ liệu báo lỗi: { $why }
cli-file-failed = { $path }: { $why }
cli-port-in-use = Địa chỉ { $address } đang có chương trình khác dùng. Hãy dừng chương trình đó hoặc chọn cổng khác bằng --bind.
cli-locale = Tệp ngôn ngữ bị lỗi: { $why }
cli-migrate-nothing = { $database }: cấu trúc đã mới nhất.
cli-migrate-done = { $database }: đã thực hiện { $n } thay đổi cấu trúc.
cli-serve-first-admin = Chưa có quản trị viên. Mở liên kết này một lần, trong 24 giờ, để tạo tài khoản quản trị đầu tiên:
    {"  "}{ $link }
cli-serve-ready = Học Thi đang chạy tại { $address }
cli-serve-stopped = Học Thi đã dừng.
cli-demo-issuer = TRUNG TÂM BỒI DƯỠNG (BẢN DÙNG THỬ)
cli-demo-loopback = Bản dùng thử không mở ra ngoài máy này khi chưa được yêu cầu. Nếu thật sự muốn, hãy ghi rõ: hocthi demo --bind { $address }
cli-demo-ready = Bản dùng thử đang chạy tại { $address }
    Các tài khoản (vai trò, tên đăng nhập, mật khẩu):
cli-demo-stop = Nhấn Ctrl+C để dừng; dữ liệu dùng thử sẽ mất.
cli-demo-people = Đã tạo { $done }/{ $total } học viên
cli-user-role = Không có vai trò “{ $role }”. Các vai trò: trainee, trainer, organizer, judge, unit_leader, admin.
cli-user-unknown = Không có tài khoản “{ $username }”.
cli-user-added = Đã tạo tài khoản { $username }. Mật khẩu dùng một lần: { $password }
cli-user-password = Mật khẩu dùng một lần mới của { $username }: { $password }
cli-check-faults = { $path }: { $n } lỗi.
cli-check-advice = { $path }: không có lỗi; { $n } lời khuyên.
cli-bank-clean = { $path }: { $n } câu hỏi, không có lỗi.
cli-course-clean = { $path }: { $n } bài học, không có lỗi.
cli-doctor-settings = Thiết lập đọc được; cơ sở dữ liệu ở { $value }
cli-doctor-disk = Thư mục dữ liệu ghi được: { $value }
cli-doctor-clock = Đồng hồ: { $value }
cli-doctor-content = Khóa học đi kèm: { $value }
cli-doctor-database = Cơ sở dữ liệu: { $value }
cli-doctor-integrity = Tính toàn vẹn của dữ liệu { $value }
cli-doctor-audit = Chuỗi nhật ký nguyên vẹn, { $value } sự kiện
cli-doctor-audit-broken = Chuỗi nhật ký bị đứt từ sự kiện { $value }
cli-rebuild-differs = Lượt làm { $attempt }: điểm đang lưu khác với điểm tính lại.
cli-rebuild-done = Đã tính lại { $n } lượt làm, { $wrong } lượt khác.
cli-certificate-form = “{ $code }” không phải mã chứng nhận: mã có 12 chữ số và chữ cái, ví dụ 7K2M-Q9XD-41T9.
cli-certificate-unknown = Không có chứng nhận nào mang mã { $code }.
cli-certificate-valid = Hợp lệ: số { $number }, { $name }, { $achievement }, do { $issuer } cấp ngày { $date }.
cli-certificate-revoked = Đã bị thu hồi: số { $number }, { $name }, { $achievement }, do { $issuer } cấp ngày { $date }.
cli-backup-postgres = Với PostgreSQL hãy dùng pg_dump và pg_restore; xem docs/OPERATIONS.md.
cli-backup-exists = Tệp { $path } đã có; hãy chọn tên khác để không ghi đè bản sao cũ.
cli-backup-done = Đã sao lưu và kiểm tra { $path } ({ $bytes } byte).
cli-restore-done = Đã khôi phục { $path }; dữ liệu trước đó được giữ bên cạnh.

cli-bench-title = { $database }, { $takers } người làm bài cùng lúc ({ $rounds } vòng, mỗi phép đo { $seconds } giây; số ghi là trung vị)
cli-bench-row = { $name }: { $rate } lượt lưu/giây, p50 { $p50 } ms, p99 { $p99 } ms, CPU máy chủ { $cpu } µs mỗi lượt, bộ nhớ { $memory } MiB, lỗi { $errors }
cli-bench-ratio-product-to-upsert = Học Thi so với (b) chỉ ghi, gộp: { $percent }%
cli-bench-ratio-product-to-bare = Học Thi so với (a) tuyến trống: { $percent }%
cli-bench-ratio-upsert-to-single = Ghi gộp (b) so với ghi từng lượt (c): nhanh gấp { $times } lần
cli-bench-attempt = { $database }, một lượt làm trọn vẹn (bắt đầu, mở trang, 20 lần lưu, nộp, kết quả), { $at_once } người làm cùng lúc, trung bình của { $attempts } lượt: { $cpu } ms CPU máy chủ, { $wall } ms trên đồng hồ
cli-bench-finalized = { $attempts } lượt: rút lại đề, chấm, xếp hạng { $make } s; ghi và ký { $sign } s; đọc lại và kiểm { $verify } s; tệp { $size } MiB; bộ nhớ cao nhất { $peak } MiB
cli-bench-issued = { $certificates } chứng nhận: cấp số và ghi sổ { $issue } s ({ $issued } giấy mỗi giây); dựng PDF trên một nhân { $print } s ({ $printed } giấy mỗi giây), { $size } MiB; bộ nhớ cao nhất { $peak } MiB
cli-bench-failed = Không đo được: { $why }
cli-bench-no-server = máy chủ “{ $variant }” không khởi động được; lời báo của nó ở ngay trên
cli-bench-seconds = --seconds nhận từ 1 đến { $most }.
cli-bench-finalize = --finalize nhận các số từ 1 đến { $most }, cách nhau bằng dấu phẩy.
cli-bench-certificates = --certificates nhận các số từ 1 đến { $most }, cách nhau bằng dấu phẩy.
cli-bench-takers = --takers nhận các số từ 1 đến { $most }, cách nhau bằng dấu phẩy.
cli-bench-files = { $takers } người cần { $need } tệp mở cùng lúc, nhưng ở đây chỉ được { $most }. Hãy chạy “ulimit -n { $need }” trước, hoặc giảm --takers.
cli-bench-linux-only = CPU và bộ nhớ của máy chủ chỉ đo được trên Linux; ở đây chỉ có tốc độ và độ trễ.
cli-bench-interrupted = Đã dừng theo yêu cầu; máy chủ và dữ liệu tạm đã được dọn.
cli-bench-preparing = Đang chuẩn bị { $takers } người…
cli-bench-progress = Vòng { $round }/{ $rounds }, { $takers } người: { $name }
cli-bench-attempts-done = Đã làm xong { $done } lượt
cli-bench-name-bare = (a) tuyến trống
cli-bench-name-upsert = (b) chỉ ghi, gộp
cli-bench-name-single = (c) ghi từng lượt
cli-bench-name-product = Học Thi

file-toml = không đọc được: { $reason }. Hãy sửa cú pháp TOML ở dòng này.
file-unknown_topic = tên tệp “{ $topic }” không phải chủ đề nào trong bank.toml. Hãy thêm chủ đề hoặc đổi tên tệp.
file-item_code_twice = mã { $code } đã dùng ở { $where }. Mỗi câu cần một mã riêng.
file-item_type = câu { $item }: loại “{ $value }” không có. Dùng một trong: single_choice, multiple_response, true_false, true_false_cluster, short_answer, numerical, matching, ordering, gap_fill, essay.
file-item_level = câu { $item }: mức “{ $value }” không có. Dùng nhan_biet, thong_hieu, van_dung hoặc van_dung_cao.
file-item_status = câu { $item }: trạng thái “{ $value }” không có. Dùng draft, in_review, approved hoặc retired.
file-item_stem_empty = câu { $item }: chưa có phần dẫn (stem).
file-item_rationale_empty = câu { $item }: chưa có lời giải thích (rationale).
file-item_points = câu { $item }: điểm { $value } không dùng được. Điểm tính bằng phần trăm, từ 1 đến 100000; 100 là 1 điểm.
file-item_option_twice = câu { $item }: phương án “{ $value }” trống hoặc trùng với phương án khác.
file-item_option_count = câu { $item }: có { $value } phương án. Một lựa chọn cần 2–9, nhiều lựa chọn cần 3–9.
file-item_single_key = câu { $item }: có { $value } đáp án; câu một lựa chọn cần đúng một phương án có key = true.
file-item_multiple_key = câu { $item }: có { $value } đáp án; câu nhiều lựa chọn cần ít nhất một đáp án và ít nhất một phương án sai.
file-item_truth_options = câu { $item }: câu đúng/sai không có phương án; hãy bỏ options.
file-item_truth_key = câu { $item }: câu đúng/sai cần key = true hoặc key = false.
file-citation_source = câu { $item }: không có nguồn “{ $value }”. Hãy thêm vào sources.toml hoặc sửa mã nguồn.
file-citation_clause = { $item }: không có mục “{ $value }” trong nguồn. Hãy thêm mục vào sources.toml hoặc sửa trích dẫn.
file-bank_toml_missing = thư mục không có bank.toml.
file-course_toml_missing = thư mục không có course.toml.
file-course_source = nguồn “{ $value }” không có trong sources.toml.
file-course_lesson_missing = không thấy tệp bài học { $value } nêu trong lessons.
file-course_lesson_unlisted = tệp bài học chưa được nêu trong lessons của course.toml.
file-lesson_front_matter = bài học cần phần đầu giữa hai dòng +++.
file-lesson_minutes = thời lượng { $value } phút không hợp lý; hãy ghi từ 1 đến 120.
file-lesson_block_unknown = không có khối “{ $value }”. Các khối: key-points, note, timeline, self-check.
file-lesson_block_open = khối “{ $value }” chưa đóng bằng dòng :::
file-lesson_self_check = khối self-check cần một dòng “?”, các phương án “- [ ]” với đúng một “- [x]”, và dòng “>” giải thích.
file-lesson_timeline = khối timeline cần các dòng “- ngày | sự kiện”.
file-quiz_bank = không có ngân hàng câu hỏi “{ $value }”.
file-quiz_blueprint_size = ma trận đề rút { $value } câu; cần từ 1 đến 200.
file-quiz_cell_bank = ô { $value } của ma trận đề không nói lấy câu từ ngân hàng nào; hãy ghi bank ở ô đó hoặc ở [quiz].
file-quiz_requires_unknown = điều kiện dự thi nêu “{ $value }”, nhưng không có bài kiểm tra nào mang mã ấy.
file-quiz_requires_itself = bài kiểm tra “{ $value }” không thể lấy chính nó làm điều kiện dự thi.
file-certificate_without_quiz = có phần [certificate] “{ $value }” nhưng không có [quiz] nào dẫn tới giấy chứng nhận ấy.
file-source_twice = nguồn “{ $value }” được khai báo hai lần; hãy giữ một nơi và trích dẫn mã ấy ở nơi kia.
file-quiz_cell_twice = ô { $value } của ma trận đề bị nêu hai lần.
file-quiz_cell_short = ô { $value }: cần { $need } câu nhưng chỉ có { $have } câu đã duyệt.
file-quiz_pass_percent = điểm đạt { $value }% không dùng được; cần từ 1 đến 100.
file-quiz_attempts = số lượt { $value } không dùng được; 0 là không giới hạn.
file-quiz_time_limit = thời gian { $value } phút không dùng được; cần từ 1 đến 600.
file-text_nfc = chữ chưa ở dạng dựng sẵn (NFC) gần “{ $value }”. Hãy gõ lại bằng bộ gõ Unicode dựng sẵn.
file-text_quote = { $item }: dấu nháy thẳng ở “{ $value }”. Hãy dùng “ ”.
file-text_spaces = { $item }: hai dấu cách liền nhau ở “{ $value }”.
file-text_space_before = { $item }: thừa dấu cách trước dấu câu ở “{ $value }”.
file-text_date = { $item }: ngày “{ $value }” viết chưa đúng. Ngày dưới 10 và tháng 1, 2 có số 0 đứng trước: 09/01/2023, 15/6/2023.
file-text_date_impossible = { $item }: không có ngày “{ $value }”.
file-text_decimal = { $item }: số “{ $value }” cần dấu phẩy thập phân (84,7%).
file-text_range = { $item }: khoảng “{ $value }” cần dấu gạch nối dài (2011–2020).
file-item_catch_all = câu { $item }: phương án “{ $value }” nói về các phương án khác. Hãy thay bằng một phương án cụ thể.
file-item_negative = câu { $item }: phần hỏi có ý phủ định “{ $value }”. Hãy hỏi thuận, hoặc in đậm chữ phủ định: **không**.
file-item_charged = câu { $item }: cụm từ “{ $value }” không trung tính. Hãy thuật lại bằng lời trung tính.
file-item_stem_end = câu { $item }: phần dẫn cần kết thúc bằng “{ $value }”.
file-item_long_sentence = câu { $item }: một câu văn dài { $value } tiếng, nên không quá { $most } tiếng. Hãy tách câu.
file-item_long_stem = câu { $item }: phần dẫn dài { $value } tiếng, nên không quá { $most } tiếng.
file-item_no_case = câu { $item }: mức vận dụng cần một tình huống trong phần dẫn; phần dẫn chỉ có { $value } tiếng.
file-item_short_rationale = câu { $item }: lời giải thích chỉ có { $value } tiếng. Hãy nói vì sao đáp án đúng và các phương án kia sai.
file-item_option_lengths = câu { $item }: phương án dài nhất { $longest } ký tự, ngắn nhất { $shortest }. Hãy viết các phương án dài gần bằng nhau.
file-item_option_stops = câu { $item }: có phương án kết thúc bằng dấu chấm, có phương án không.
file-item_near_duplicate = câu { $item }: gần như trùng với câu { $other }. Hãy bỏ một câu hoặc hỏi ý khác.
file-bank_level_share = mức { $level } chiếm { $value }% số câu; dự kiến khoảng { $planned }%.
file-bank_key_longest = đáp án là phương án dài nhất ở { $value }% số câu một lựa chọn; nên không quá { $most }%.
file-bank_key_place = đáp án đứng ở vị trí { $place } trong { $value }% số câu một lựa chọn; nên không quá { $most }%.
file-course_lesson_count = khóa học có { $value } bài; nên có từ 6 đến 10 bài.
file-course_source_unlisted = nguồn “{ $value }” được bài học trích dẫn nhưng chưa có trong sources.
file-course_source_uncited = nguồn “{ $value }” có trong sources nhưng không bài nào trích dẫn.
file-course_topic_untaught = chủ đề “{ $value }” có trong ma trận đề nhưng không bài học nào dạy.
file-lesson_length = bài học ghi { $value } phút; nên từ 8 đến 15 phút.
file-lesson_pace = bài có { $words } tiếng mà ghi { $value } phút; người đọc cần khoảng 105–165 tiếng mỗi phút.
file-lesson_part_missing = bài học thiếu phần “{ $value }”.
file-lesson_uncited = { $item }: đoạn này nêu ngày hoặc tỷ lệ nhưng không ghi nguồn. Hãy thêm [^NGUỒN:mục].
cli-help-contest = Cuộc thi
cli-help-contest-verify = Kiểm một tệp kết quả đã công bố; không cần cơ sở dữ liệu
cli-help-contest-verify-file = Tệp kết quả (JSON)
cli-help-contest-verify-json = In kết quả dạng JSON
cli-help-contest-finalize = Công bố kết quả một vòng mà hai người đã duyệt
cli-help-contest-finalize-round = Mã cuộc thi, dấu chấm, mã vòng: tim-hieu-kl-57.tuan-1
cli-contest-stands = Đứng vững: { $title }. { $participants } người, { $attempts } lượt; mọi đề rút lại đúng, mọi lượt chấm lại đúng, thứ hạng đúng, chữ ký đúng.
    mã băm công bố trước giờ mở: { $commitment }
    gốc Merkle: { $root }
    khóa: { $key }
    Hãy so mã băm và khóa với trang công khai của cuộc thi.
cli-contest-falls = { $path } không đứng vững, tại { $place }: { $why }.
cli-contest-falls-whole = { $path } không đứng vững: { $why }.
cli-contest-unreadable = Không đọc được { $path }: { $why }
cli-contest-published = Đã công bố: { $title }, { $n } người có kết quả.
cli-help-heading-usage = Cách dùng:
cli-help-heading-commands = Các lệnh
cli-help-heading-options = Tùy chọn
cli-help-heading-arguments = Tham số
cli-help-own = In phần giúp đỡ này
cli-help-version = In số phiên bản
