//! Accounts, contacts, groups, tokens and settings.

use serde_json::{Value, json};

use super::ControlError;
use super::args::Args;
use crate::groups::{Group, Kind, Parent};
use crate::server::{Close, Server};

impl Server {
    pub(super) fn op_user(&mut self, args: &Args<'_>) -> Result<Value, ControlError> {
        let user = args.name("user")?;
        let password = args.text("password")?;
        self.create_account(user, Some(password), args.maybe_text("nickname")?.unwrap_or_default());
        Ok(json!({ "user": user }))
    }

    pub(super) fn op_users(&mut self, args: &Args<'_>) -> Result<Value, ControlError> {
        let users = args.names("users")?;
        let password = args.text("password")?;
        for user in &users {
            self.create_account(user, Some(password), "");
        }
        Ok(json!({ "users": users.len() }))
    }

    pub(super) fn op_contact(&mut self, args: &Args<'_>) -> Result<Value, ControlError> {
        let (user, peer) = (args.name("user")?, args.name("peer")?);
        if !self.exists(user) {
            return Err(args.unknown(format!("there is no user {user:?}")));
        }
        self.create_account(user, None, "");
        self.accounts.befriend(user, peer);
        Ok(json!({}))
    }

    pub(super) fn op_group(&mut self, args: &Args<'_>) -> Result<Value, ControlError> {
        let owner = args.name("owner")?;
        let members = if args.maybe("members").is_some() { args.names("members")? } else { vec![] };
        let kind = match args.maybe_text("kind")? {
            None | Some("group") => Kind::Group,
            Some("chatroom") => Kind::Chatroom,
            Some("thread") => Kind::Thread,
            Some(_) => return Err(args.wrong("kind", "group, chatroom or thread")),
        };
        let id = match args.maybe_text("id")? {
            Some(id) if !id.is_empty() => id.to_owned(),
            Some(_) => return Err(args.wrong("id", "a name")),
            None => self.groups.free_id(),
        };
        let mut group = Group {
            name: args.maybe_text("name")?.unwrap_or(&id).into(),
            owner: owner.into(),
            kind,
            open: args.flag("open", true)?,
            created: self.now,
            parent: args.maybe_text("parent")?.map(|group| Parent {
                group: group.into(),
                message: args.maybe_text("message").ok().flatten().unwrap_or_default().into(),
            }),
            ..Group::default()
        };
        for member in members.into_iter().chain([owner]) {
            group.admit(member, self.now);
        }
        self.groups.put(id.clone(), group);
        Ok(json!({ "id": id }))
    }

    pub(super) fn op_token(&mut self, args: &Args<'_>) -> Result<Value, ControlError> {
        let user = args.name("user")?;
        let ttl = args.maybe_signed("ttlMs")?.unwrap_or(self.config.token_ttl_ms);
        Ok(json!({ "token": self.give_token(user, ttl) }))
    }

    pub(super) fn op_expire_token(&mut self, args: &Args<'_>) -> Result<Value, ControlError> {
        let at = args.maybe_number("at")?.unwrap_or(self.now);
        match args.maybe_text("token")? {
            Some(token) if self.tokens.expire(token, at) => Ok(json!({ "tokens": 1 })),
            Some(_) => Err(args.unknown("there is no such token")),
            None => {
                let tokens = self.tokens.expire_all_of(args.name("user")?, at);
                Ok(json!({ "tokens": tokens }))
            }
        }
    }

    pub(super) fn op_config(&mut self, args: &Args<'_>) -> Result<Value, ControlError> {
        if let Some(set) = args.maybe("set") {
            let set = set.as_object().ok_or_else(|| args.wrong("set", "an object"))?;
            self.config.set(set).map_err(|e| args.wrong(&format!("set.{}", e.name), e.expected))?;
        }
        Ok(self.config.to_json())
    }

    /// What discovery names from now on: `rest` and `websocket`, lists of `host` or `host:port`.
    pub(super) fn op_hosts(&mut self, args: &Args<'_>) -> Result<Value, ControlError> {
        let list = |member| Ok(args.names(member)?.into_iter().map(String::from).collect());
        self.hosts = Some((list("rest")?, list("websocket")?));
        Ok(json!({}))
    }

    pub(super) fn op_purge(&mut self, args: &Args<'_>) -> Result<Value, ControlError> {
        let user = args.name("user")?;
        self.mailboxes.purge(user);
        self.blasts.purge(user);
        for peer in self.sessions.peers() {
            if let Some(login) = self.sessions.login(peer)
                && (user == "*" || login.user == user)
            {
                self.mailboxes.of(&login.user).register(&login.resource, self.now);
            }
        }
        Ok(json!({}))
    }

    pub(super) fn op_reset(&mut self) -> Value {
        self.triggers.clear();
        self.faults.clear(None);
        for peer in self.sessions.peers() {
            self.close(peer, Close::Abrupt);
        }
        self.agenda.clear();
        self.accounts.clear();
        self.tokens.clear();
        self.groups.clear();
        self.presences.clear();
        self.away.clear();
        self.messages.clear();
        self.missed_reads.clear();
        self.archive.clear();
        self.reactions.clear();
        self.pins.clear();
        self.silent.clear();
        self.rtc_uids.clear();
        self.files.clear();
        self.uploads.clear();
        self.mailboxes.purge("*");
        self.blasts.purge("*");
        self.record.clear();
        self.hosts = None;
        self.config = self.start_config.clone();
        json!({})
    }
}
