command-roles = 谁能做什么
command-adjust = 更正记录（两人确认）
command-settings = 组织设置

role-organiser = 组织者
role-reviewer = 审核员
role-admin = 管理员
role-owner = 所有者
role-programme_manager = 项目经理
role-champion = 绿色先锋
role-community_officer = 社区碳专员
role-viewer = 查看者

roles-home = 🔑 <b>{ $organisation }</b> 里谁能做什么
roles-line = { $name } · { $role } · { $where } · { $since }起
roles-everywhere = 整个组织
roles-button-give = ➕ 给一个角色
roles-button-back = ‹ 返回
roles-button-take = 收回这个角色
roles-button-remove = 移出组织
roles-button-remove-yes = 移出
roles-give = 给哪个角色？会生成一个只能用一次的链接，并写进账本。
roles-link =
    🔑 { $organisation } · { $role }
    { $link }
    只能用一次，{ $expires }前有效。谁打开谁就有这个角色，只发给本人。
roles-taken = 已收回：{ $name }。即刻生效。
roles-remove-ask = 把 { $name } 移出组织？记录留在组织，本人的数据还是本人的。
roles-removed = 已移出：{ $name }。即刻生效。

adjust-home = { $count ->
        [0] ⚖️ 没有等第二个人确认的更正。
       *[other] ⚖️ { $count } 份更正在等第二个人
    }
    要提议，发 /adjust 加记录编号，如 /adjust act_…
adjust-act =
    ⚖️ { $title } { $quantity } · { $grams }
    怎么改？另一个人确认后才生效。
adjust-button-reverse = ↩️ 整条撤回
adjust-button-quantity = ✏️ 改数量
adjust-button-confirm = ✅ 确认
adjust-button-decline = 🚫 拒绝
adjust-button-withdraw = ↩️ 撤回提议
adjust-quantity = { $title } 现在是 { $quantity }。正确的数量是多少？发一个整数，单位 { $unit ->
        [m] 米
        [g] 克
        [Wh] 瓦时
       *[event] 次
    }。克数由它自己的方法算。
adjust-why = 为什么？
adjust-reason = { $reason ->
        [wrong_quantity] 数量不对
        [counted_twice] 重复计了
        [did_not_happen] 没有发生
        [wrong_person] 记错了人
       *[other] 其他原因
    }
adjust-comment = 用一句话写明原因。它加密保存，只给确认的人看。
adjust-proposed =
    ⚖️ 已提议：{ $what }
    等另一位管理员或审核员确认，{ $until }前有效。
adjust-one =
    ⚖️ { $what }
    { $reason } · { $comment }
    { $until }前有效
adjust-brief-reverse = 撤回 { $title } { $quantity }（{ $grams }）
adjust-brief-correct = { $title } { $quantity } → { $to }（现为 { $grams }）
adjust-done = ✅ 已更正：{ $title } { $quantity } · { $grams }。原来的那一笔仍在账本里。
adjust-declined = 已拒绝，什么都没改。
adjust-withdrawn = 已撤回提议，什么都没改。
adjust-told-reversed = 组织更正了你的一条记录：{ $title } { $quantity } 已撤回。原因：{ $reason }。原记录仍可查。
adjust-told-corrected = 组织更正了你的一条记录：{ $title } 现在是 { $quantity }，{ $grams }。原因：{ $reason }。原记录仍可查。

settings-home =
    ⚙️ <b>{ $organisation }</b>
    少于 { $group } 人的数字不显示
    时区 { $zone } · 地区 { $region }（在 /method 里改）
settings-button-name = ✏️ 改名
settings-name = 新名字？最多 { $longest } 个字。
