# 节能周：组织、签到、结束；审核补充

campaign-few = 人太少，不显示
campaign-none = 没有
campaign-coming = { $name }（{ $start } 开始）
campaign-running = { $name } · 第 { $day } / { $days } 天
campaign-over = { $name }（已结束）
campaign-joined-before = ✅ 已参加 <b>{ $name }</b>，{ $start } 开始，到时见。
campaign-rules = 📜 { $text }
campaign-button-rules = 📜 规则

campaign-checked-in =
    ✅ 已签到：{ $name } · { $time } · 证据 { $evidence }（{ $how }）
    签到计入参与，不计克数。
campaign-checked-in-joined =
    ✅ 已参加并签到：{ $name } · { $time } · 证据 { $evidence }（{ $how }）
    签到计入参与，不计克数。
campaign-how-digits = 现场六位数字
campaign-how-link = 现场二维码
campaign-checkin-ask = 请把组织者屏幕上的六位数字发给我，或扫那个二维码。

campaign-button-default-name = { $name }
campaign-name-how = 发一个名字（40 字以内），或点下面的：
campaign-start-how = 从哪天开始？也可以直接发日期，比如 { $example }。
campaign-button-today = 今天 { $day }
campaign-button-day = { $day }
campaign-goal-how = 全员目标多少公斤？发一个数字，或点下面的：
campaign-button-goal = { $goal }
campaign-button-no-goal = 不设目标
campaign-goal-none = 不设
campaign-published =
    ✅ <b>{ $name }</b> 已发布，规则从现在起冻结，已写进账本。
    { $start } 到 { $end }
    参加链接（到结束那天有效）：{ $link }
campaign-invite =
    👥 参加 <b>{ $name }</b>
    { $link }
    到 { $end } 有效。新同事点一下就加入单位和节能周。
campaign-code =
    📷 <b>{ $name }</b> · { $day } 签到码
    <code>{ $digits }</code>
    到今天 24:00 有效。把六位数字念给大家，或让大家扫这个码。
    { $link }
campaign-not-running = 今天没有进行中的节能周，签到码要等开始那天。
campaign-nothing-open = 没有可以结束的节能周。

campaign-summary =
    🏁 <b>{ $name }</b> 结束了
    参加 { $joined } / { $members } 人，动手 { $participants } 人（{ $participation }），{ $acts } 件
    一共少排 <b>{ $sum }</b>
    A 有签名 { $attested } · B 有凭证 { $corroborated } · C 自述 { $told }
    其中已核证 { $verified } · 旧衣 { $clothes }
    { $top }
campaign-summary-few =
    🏁 <b>{ $name }</b> 结束了
    参加 { $joined } / { $members } 人。动手的不到 { $least } 人，合计不显示。
campaign-card =
    🌿 <b>{ $name }</b> 结束了，谢谢你。
    你的一周：{ $own }
    一起：{ $participants } 人，{ $sum }

review-told-counted = ✔️ 通过了：{ $title } { $quantity }，记 { $grams }（还是自述，补了凭证才能核证）。
review-approved-counted = ✅ 已计入：{ $grams }（自述，不核证）
review-bulk-ask-all = 合作方签名送来的 { $count } 条，共 { $grams }，一起放行？（你和你部门的除外）
review-home = 🧾 没有要一条条看的。
review-check-asked = 本人请求审核
review-check-photo = 有照片
review-worth = 通过后记 { $grams }


error-campaign-unknown = 没有这个节能周。
error-campaign-template-unknown = 没有「{ $template }」这个样板。
error-campaign-name-unusable = 名字要一行，1 到 { $most } 个字。
error-campaign-start-out-of-range = 开始日要从今天起、{ $most_days } 天以内。
error-campaign-goal-out-of-range = 目标要在 0 到 { $most_kg } 公斤之间。
error-campaign-overlaps = 这段时间已有节能周：{ $name }。
error-campaign-foreign = 这个节能周属于 { $organisation }，先用组织者的邀请链接加入。
error-campaign-over = { $name } 已经结束。
error-checkin-wrong = 这组数字对不上，请再看一眼组织者的屏幕。
error-checkin-expired = 这个签到码过期了，它每天一换，请用今天的。
error-checkin-not-open = 签到还没开始，或已经结束。
error-checkin-too-often = 试得太多了，{ $retry_after_s } 秒后再来。
