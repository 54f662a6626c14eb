# 组织者群发

command-broadcast = 群发
broadcast-message =
    📣 <b>{ $organisation }</b>
    { $text }
    不想收群发，回复「停」。
broadcast-how = 要对大家说什么？最多 { $longest } 字，不放链接。先发给你自己看。
broadcast-audience = 对象 { $count } 人，约 { $seconds } 秒。
broadcast-left-out = 不发给：屏蔽或没同意的 { $unreachable } 人，关了群发的 { $muted } 人，这周已收满三条的 { $full } 人。安静时间里的人，到点再发。
broadcast-second = 超过 { $most } 人，要另一位组织者或管理员点头。
broadcast-button-send = 发送
broadcast-button-later = { $hour } 发
broadcast-button-stop = 停
broadcast-button-look = 刷新
broadcast-button-confirm = 同意发送
broadcast-button-decline = 不发
broadcast-proposed = 超过 { $most } 人，等另一位组织者或管理员确认。对方发 /broadcast 就能看到。
broadcast-waiting =
    待你们确认的群发：
    { $text }
broadcast-declined = 不发了。
broadcast-status-draft = 还没发。
broadcast-status-proposed = 等第二个人确认。
broadcast-status-running = 📣 正在发：还有 { $waiting } 人 · 已送达 { $delivered } · 屏蔽 { $blocked } · 失败 { $failed } · 跳过 { $skipped }
broadcast-status-stopped = 📣 已停：没发的 { $waiting } 人 · 已送达 { $delivered } · 屏蔽 { $blocked } · 失败 { $failed } · 跳过 { $skipped }
broadcast-status-done = 📣 发完了：剩 { $waiting } 人 · 已送达 { $delivered } · 屏蔽 { $blocked } · 失败 { $failed } · 跳过 { $skipped }
broadcast-told-proposed = 有一条发给 { $count } 人的群发等你确认：/broadcast
broadcast-told-done = 📣 群发完了：已送达 { $delivered } · 屏蔽 { $blocked } · 失败 { $failed } · 跳过 { $skipped }
