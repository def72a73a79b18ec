mail-greeting = Kính gửi đồng chí { $name },
mail-foot =
    Thư này do hệ thống Học Thi tự gửi, xin không trả lời.
    Không muốn nhận nữa, mở liên kết sau: { $link }
mail-ending-subject = Chứng nhận hết hạn sau { $days } ngày
mail-ending-body =
    Chứng nhận số { $number } ({ $title }) của đồng chí có hạn đến ngày { $day }.

    Xem chứng nhận và việc cần làm để được cấp lại: { $link }
mail-due-subject = { $campaign }: còn { $days } ngày
mail-due-body =
    Đồng chí có tên trong “{ $campaign }”, hạn ngày { $day }. Chương trình: { $title }.

    Xem việc cần làm: { $link }
mail-digest-subject = Việc của đơn vị, tuần có ngày { $day }
mail-digest-body =
    Đơn vị đồng chí phụ trách hiện có:

    - Chứng nhận hết hạn trong 90 ngày tới: { $ending }. Xem tại { $base }/den-han
    - Đợt cấp lại đang mở: { $campaigns }. Xem tại { $base }/dot-cap-lai
    - Buổi tuyên truyền chờ xác nhận: { $talks }. Xem tại { $base }/buoi-tuyen-truyen
mail-wanted-title = Thư nhắc việc
mail-wanted-lede = Chọn loại thư muốn nhận. Có thể đổi lại bất cứ lúc nào.
mail-wanted-address = Thư được gửi đến { $address }.
mail-wanted-no-address = Tài khoản chưa có địa chỉ thư điện tử nên chưa nhận được thư. Nhờ quản trị viên của đơn vị bổ sung địa chỉ.
mail-wanted-reminders = Nhắc chứng nhận sắp hết hạn và đợt cấp lại
mail-wanted-reminders-hint = Chứng nhận: trước 90, 60 và 30 ngày. Đợt cấp lại: trước 30 và 7 ngày.
mail-wanted-digests = Tóm tắt việc của đơn vị mỗi tuần
mail-wanted-digests-hint = Dành cho lãnh đạo đơn vị. Thư chỉ có số liệu, không có tên ai.
mail-wanted-save = Lưu lựa chọn
mail-outbox-title = Thư đã gửi
mail-outbox-lede = Thư nhắc hệ thống đã viết: thư nào đã gửi, thư nào đang chờ, thư nào không gửi được và vì sao.
mail-transport-none = Chưa đặt máy chủ gửi thư (HOCTHI_SMTP_URL và HOCTHI_MAIL_FROM) nên hệ thống chưa viết thư nào.
mail-transport-outbox = Bản dùng thử không gửi thư ra ngoài. Thư nằm ở đây để đọc.
mail-transport-smtp = Thư được gửi qua máy chủ thư của đơn vị.
mail-state = Tình trạng
mail-state-all = Tất cả
mail-state-waiting = Chờ gửi
mail-state-sent = Đã gửi
mail-state-failed = Không gửi được
mail-kind-ending = Chứng nhận sắp hết hạn
mail-kind-due = Đợt cấp lại đến hạn
mail-kind-digest = Tóm tắt cho lãnh đạo
mail-sent-at = gửi lúc { $at }
mail-fault = Lần thử { $n }, máy chủ trả lời: { $said }
mail-next-try = Thử lại lúc { $at }.
mail-read = Đọc thư
mail-retry = Gửi lại
mail-none = Chưa có thư nào
mail-none-text = Thư nhắc được viết khi có chứng nhận sắp hết hạn hoặc đợt cấp lại đến hạn.
flash-mail_wanted = Đã lưu lựa chọn về thư.
flash-mail_retried = Thư được xếp lại để gửi.
problem-mail_not_failed = Thư này không ở tình trạng gửi lỗi nên không cần gửi lại.
