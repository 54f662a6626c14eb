command-roles = 谁能做什么
command-adjust = 更正记录（两人确认）
command-settings = 组织设置

role-owner = 所有者
role-programme_manager = 项目经理
role-champion = 绿色先锋
role-community_officer = 社区碳专员
role-viewer = 查看者
