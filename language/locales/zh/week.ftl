# 节能周与签到

week-standing =
    🌿 <b>{ $name }</b> · 第 { $day } / { $days } 天
    全员目标 { $goal }　{ $bar } { $percent }
    今天你做了 { $done } / { $total }
    { $members } 人参加，签到 { $checked } 人
week-standing-no-goal =
    🌿 <b>{ $name }</b> · 第 { $day } / { $days } 天
    全员少排 { $sum }
    今天你做了 { $done } / { $total }
    { $members } 人参加，签到 { $checked } 人
week-none = 现在没有进行中的节能周。平时的每一趟照记。
week-invite =
    🌿 <b>{ $name }</b>
    { $start } 到 { $end }，{ $organisation }
    点一下参加，自己的记录照旧属于你自己。
week-button-join = 参加
week-joined = ✅ 已参加 <b>{ $name }</b>。每天打开 🎪 活动看今天做什么。
week-already-joined = 你已经在 <b>{ $name }</b> 里了。
week-not-member = 这个节能周属于 <b>{ $organisation }</b>，先用组织者的邀请链接加入。
week-not-started = <b>{ $name }</b> 从 { $start }开始，到时见。
week-ended = <b>{ $name }</b> 已在 { $end }结束。
week-today = 今天的主题：<b>{ $theme }</b>
week-activity-todo = ○ { $icon } { $title }
week-activity-done = ● { $icon } { $title }
week-button-activity = { $icon } { $title }
week-button-mine = 📋 我的
week-button-teams = 🏢 部门
week-button-check-in = 📷 签到
week-mine =
    📋 <b>我的一周</b>
    { $acts } 件 · { $grams }（有凭证 { $solid }）
    签到 { $checked } 次 · 参加 { $active } / { $days } 天
week-teams = 🏢 <b>{ $name } · 部门人均</b>
week-old-clothes = 领一张袋码贴上，投到 { $place }，称重后自动到账。
week-clothes-by-weight = 👕 旧衣多重？直接说「旧衣 2 公斤」。
week-steps = 今天想捐多少步？步数换公益，不折算减排。
week-steps-done = 👣 { $steps } 步，记下了。步数换公益，不折算减排。
week-button-steps = { $steps }
week-closed =
    🌿 <b>{ $name }</b> 结束了，谢谢大家
    { $participants } / { $members } 人参加（{ $participation }）
    一共少排 <b>{ $sum }</b>，其中有凭证 { $solid }，已核证 { $verified }
    { $top }
week-card =
    🌿 你的一周：{ $own }
    部门：{ $team } · 全员：{ $sum }
week-next-year = 明年还想要什么？
week-thanks = 谢谢，已转给组织者。
checkin-done = ✅ 已签到：{ $event } · { $time } · 证据 { $evidence }（{ $how }）
checkin-how-code = 现场六位数字
checkin-how-qr = 扫码 + Telegram 签名
checkin-expired = 二维码过期了，它 30 秒一换，请扫大屏上最新的。
checkin-code-expired = 这组数字过期了，它 { $seconds } 秒一换，请用大屏上最新的。
checkin-again = 你 { $time } 签过了。
checkin-network = 网络不好？告诉志愿者屏幕下方六位数字。
checkin-ask = 请发大屏上的六位数字。
checkin-wrong = 这组数字对不上，请再看一眼大屏。
checkin-not-open = 签到还没开始，或已经结束。
checkin-join-first = 先参加 <b>{ $name }</b> 再签到，点一下就行。
checkin-too-often = 试得太多了，{ $seconds } 秒后再来。
