# 审核

review-item =
    🧾 { $number } / { $total } · { $icon } { $title } { $quantity }（不显示姓名）
    { $day } · 证据 { $evidence } · { $grams }
    { $checks }
review-one =
    🧾 { $icon } { $title } { $quantity }（不显示姓名）
    { $day } · 证据 { $evidence } · { $grams } · { $status ->
        [verified] 已核证
        [reversed] 已撤回
        [pending_review] 待审核
       *[recorded] 已记录
    }
review-check-passed = { $check } ✔️
review-check-warned = <b>{ $check } ⚠️</b>
review-check =
    { $check ->
        [within_cap] 当日上限内
        [over_cap] 超过当日上限
        [no_overlap] 没有时间重叠
        [overlap] 和另一条时间重叠
        [plausible] 数量合理
        [unusual] 数量不寻常
        [partner_signed] 合作方签名
       *[self_reported] 只有自述
    }
review-empty = 🧾 没有待审的，清爽。
review-button-approve = ✅ 通过
review-button-reject = 🚫 驳回
review-button-after-all = 🚫 还是驳回
review-button-skip = 跳过
review-button-bulk = ✅ 全部放行 { $count } 条
review-button-duplicate = 重复
review-button-unreadable = 看不清
review-button-not-this = 不是本项
review-button-other = 其他
review-approved = ✅ 已核证：{ $grams }
review-rejected = 🚫 已驳回，总数减去 { $grams }，记录保留。
review-taken = 这条别人刚审过。
review-bulk-done = ✅ 已核证 { $count } 条，共 { $grams }。
review-button-bulk-yes = 放行
review-told-approved = ✔️ 通过了：{ $title } { $quantity }，{ $grams } 已核证。
review-told-rejected = 这次没通过：{ $title } { $quantity }，{ $reason }。
review-reason =
    { $reason ->
        [duplicate] 和另一条重复
        [unreadable] 看不清
        [not_this_item] 不是这一项
        [implausible] 数量不合理
       *[other] 审核没有通过
    }
