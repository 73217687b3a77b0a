//! Keys, and the words that are commands.

use easemob_smol::core::{Chat, Outgoing};
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use super::editor::Editor;
use super::line::Line;
use super::state::{Action, State};
use super::talk::Key;
use crate::words::{Words, words};

/// The commands, and what they do.
pub(super) fn help() -> [(&'static str, Words); 12] {
    [
        ("Tab, ↓", words!("the next conversation", "下一个会话")),
        ("Shift-Tab, ↑", words!("the conversation before", "上一个会话")),
        ("PageUp", words!("earlier messages", "查看更早的消息")),
        ("PageDown, Esc", words!("later messages, the latest", "查看更新的消息、回到最新")),
        ("Enter", words!("send", "发送")),
        ("Alt-Enter", words!("a new line", "换行")),
        ("/to USER", words!("a conversation with a user", "与某个用户会话")),
        (
            "/to group:GROUP",
            words!("a conversation in a group, by id or name", "进入群组会话（ID 或名称）"),
        ),
        ("/history", words!("earlier messages", "查看更早的消息")),
        ("//text", words!("send a text that begins with /", "发送以 / 开头的文本")),
        ("/help", words!("this", "显示本帮助")),
        ("/quit, Ctrl-C", words!("end", "退出")),
    ]
}

impl State {
    pub(super) fn key(&mut self, key: KeyEvent) {
        if key.kind == KeyEventKind::Release {
            return;
        }
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        let alt = key.modifiers.contains(KeyModifiers::ALT);
        match key.code {
            KeyCode::Char('c') if control => self.quit(),
            KeyCode::Char('l') if control => self.actions.push(Action::Redraw),
            KeyCode::Char('n') if control => self.step(1),
            KeyCode::Char('p') if control => self.step(-1),
            KeyCode::Char('j') if control => self.write("\n"),
            KeyCode::Enter if alt => self.write("\n"),
            KeyCode::Enter => self.enter(),
            KeyCode::Tab | KeyCode::Down => self.step(1),
            KeyCode::BackTab | KeyCode::Up => self.step(-1),
            KeyCode::PageUp => self.back(),
            KeyCode::PageDown => self.forth(),
            KeyCode::Esc => {
                self.help = false;
                self.notice = None;
                self.latest();
            }
            KeyCode::Char(c) if !control && !alt => self.write(c.encode_utf8(&mut [0; 4])),
            code => self.edit(code, control),
        }
    }

    fn edit(&mut self, code: KeyCode, control: bool) {
        let editor = self.editor();
        match code {
            KeyCode::Left => editor.left(),
            KeyCode::Right => editor.right(),
            KeyCode::Home => editor.home(),
            KeyCode::End => editor.end(),
            KeyCode::Backspace => editor.backspace(),
            KeyCode::Delete => editor.delete(),
            KeyCode::Char('a') if control => editor.home(),
            KeyCode::Char('e') if control => editor.end(),
            KeyCode::Char('h') if control => editor.backspace(),
            KeyCode::Char('w') if control => editor.cut_word(),
            KeyCode::Char('u') if control => editor.cut_to_home(),
            KeyCode::Char('k') if control => editor.cut_to_end(),
            _ => {}
        }
    }

    /// What is being written, which belongs to the chosen conversation.
    fn editor(&mut self) -> &mut Editor {
        match self.chosen.clone() {
            Some(key) => &mut self.talk_of(&key).editor,
            None => &mut self.nowhere,
        }
    }

    pub(super) fn write(&mut self, text: &str) {
        if !self.editor().insert(text) {
            let most = Editor::MOST;
            let words = words!("a message has {most} bytes at most", "一条消息最多 {most} 字节");
            self.wrong(&words);
        }
    }

    /// The conversation so many places further.
    fn step(&mut self, by: isize) {
        let list = self.list();
        let at = self.chosen.as_ref().and_then(|key| list.iter().position(|one| one == key));
        let next = match at {
            Some(at) => at.saturating_add_signed(by) % list.len().max(1),
            None => 0,
        };
        // Before the first one is the last one.
        let next = if at == Some(0) && by < 0 { list.len() - 1 } else { next };
        if let Some(key) = list.into_iter().nth(next) {
            self.choose(key);
        }
    }

    fn enter(&mut self) {
        let text = self.editor().take();
        self.notice = None;
        let done = match text.strip_prefix('/') {
            _ if text.trim().is_empty() => Ok(()),
            Some(command) if !command.starts_with('/') => self.command(command.trim()),
            rest => self.say_in_chosen(rest.unwrap_or(&text)),
        };
        if let Err(wrong) = done {
            // It was not meant so, and can be written on.
            self.editor().insert(&text);
            self.wrong(&wrong);
        }
    }

    fn say_in_chosen(&mut self, text: &str) -> Result<(), Words> {
        self.help = false;
        let key = self.chosen.clone().ok_or_else(|| {
            words!(
                "to whom? Choose a conversation with Tab, or begin one with /to USER",
                "发给谁？请用 Tab 选择会话，或用 /to USER 开始会话"
            )
        })?;
        let address = key.address().ok_or_else(|| {
            let name = self.name(&key);
            words!("{name} cannot be written to", "无法向 {name} 发送消息")
        })?;
        let serial = self.send(key.clone(), Outgoing::text(address, text))?;
        let line = Line::written(text, serial, self.now, self.me.as_str());
        self.talk_of(&key).add(line);
        self.latest();
        Ok(())
    }

    fn command(&mut self, command: &str) -> Result<(), Words> {
        let (word, rest) = command.split_once(char::is_whitespace).unwrap_or((command, ""));
        match (word, rest.trim()) {
            ("help", "") => self.help = !self.help,
            ("quit", "") => self.quit(),
            ("history", "") => self.back(),
            ("to", name) if !name.is_empty() => return self.to(name),
            ("to", _) => {
                return Err(words!("/to needs a user or a group", "/to 需要用户名或群组"));
            }
            _ => {
                return Err(words!(
                    "/{word} is no command; /help lists them, //{word} sends it as a text",
                    "没有 /{word} 这个命令；输入 /help 查看命令，用 //{word} 作为文本发送"
                ));
            }
        }
        Ok(())
    }

    /// Chooses the conversation somebody means: a group this user is in or a contact, by id or by
    /// what it is called, else a user.
    fn to(&mut self, name: &str) -> Result<(), Words> {
        let (chat, id) = match name.split_once(':') {
            Some(("group", id)) => (Some(Chat::Group), id),
            Some(("user", id)) => (Some(Chat::Single), id),
            _ => (None, name),
        };
        let fits = |key: &&Key| chat.is_none_or(|chat| chat == key.chat);
        let known = self.names.iter().filter(|(key, _)| fits(key));
        let by_id = known.clone().find(|(key, _)| key.id == id);
        let known = by_id.or_else(|| known.clone().find(|(_, name)| name.as_str() == id));
        let key = match known {
            Some((key, _)) => key.clone(),
            None if chat == Some(Chat::Group) => Key::group(id),
            None => Key::user(id),
        };
        if key.address().is_none() {
            return Err(words!("{id} is no user and no group", "{id} 不是有效的用户名或群组"));
        }
        self.choose(key);
        Ok(())
    }

    fn quit(&mut self) {
        self.leave();
        self.actions.push(Action::Quit);
    }
}
